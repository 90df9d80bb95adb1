#ifndef ASSAY_JUDGE_SERVICE_ENDED_LOGS_H_
#define ASSAY_JUDGE_SERVICE_ENDED_LOGS_H_

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/service/event_log.h"
#include "judge/store/journal.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// What the events of a submission end with that was cancelled: CANCELLED.
absl::Status SubmissionCancelled();

bool HasEnded(::judge::v1::SubmissionState state);

// The events of submissions that have ended, from the journal. All who read one's share them, as
// long as one of them does. Thread-safe.
class EndedLogs {
 public:
  // `journal` outlives the object.
  explicit EndedLogs(Journal* journal) : journal_(journal) {}

  // Of a submission that the journal says has ended. Errors as Journal::Events().
  absl::StatusOr<std::shared_ptr<EventLog>> Find(const ::judge::v1::Submission& submission);

 private:
  Journal* const journal_;
  absl::Mutex mutex_;
  std::map<std::string, std::weak_ptr<EventLog>> logs_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_ENDED_LOGS_H_
