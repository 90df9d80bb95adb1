#ifndef ASSAY_JUDGE_CLI_REMOTE_SUBMISSION_FOLLOWER_H_
#define ASSAY_JUDGE_CLI_REMOTE_SUBMISSION_FOLLOWER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// How far the events of a submission have been seen.
struct EventPlace {
  // Empty: there has been none yet.
  std::string submission_id;
  int attempt = 0;
  int64_t sequence = 0;
};

// What FollowSubmission() works with; all are set.
struct FollowerParts {
  using EventFunction = std::function<void(const ::judge::v1::SubmitEvent&)>;
  // Hands over the events after a place until the stream ends; returns how. Without an id it is
  // the submission's beginning.
  std::function<absl::Status(const EventPlace&, const EventFunction&)> stream;
  EventFunction on_event;
  // The server has begun anew; what was seen does not count.
  std::function<void()> on_restart;
  // Sleeps; false when it was interrupted.
  std::function<bool(absl::Duration)> wait;
  absl::Duration retry_for;
};

// Sees a submission to its end across broken connections and restarts of the server. Tries again
// while that can help, for `retry_for` without any event, and then returns the last error. `place`
// is kept up to date.
absl::StatusOr<::judge::v1::Judgement> FollowSubmission(const FollowerParts& parts,
                                                        EventPlace* place);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_SUBMISSION_FOLLOWER_H_
