#ifndef ASSAY_JUDGE_SERVICE_SUBMISSION_ENDS_H_
#define ASSAY_JUDGE_SERVICE_SUBMISSION_ENDS_H_

#include <functional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/service/active_submissions.h"
#include "judge/service/dispatcher_parts.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// How submissions end: in the journal first, and then told. An end that the journal cannot take has
// not happened: it is kept until there is room. Thread-safe.
class SubmissionEnds {
 public:
  // Both outlive the object, and so does what they refer to.
  SubmissionEnds(const DispatcherParts* parts, ActiveSubmissions* active)
      : parts_(*parts), active_(*active) {}

  // Journals the end, and then tells of it. The first end counts. `then` may be empty.
  void End(const ActivePointer& active, absl::StatusOr<::judge::v1::Judgement> judgement,
           std::function<void(absl::Status)> then);

  // Tries again to store what the journal could not take.
  void Retry();

  // Abandons the active submissions, waits for the journal, and tells those who wait for an end
  // that there is none: UNAVAILABLE. Nothing runs any more.
  void EndAll();

 private:
  // An end that is to be stored and then told.
  struct Ending {
    ActivePointer active;
    ::judge::v1::Submission info;
    std::vector<::judge::v1::SubmitEvent> events;
    // Which brings the judgement, where there is one.
    ::judge::v1::SubmitEvent last;
    absl::Status end;
    std::function<void(absl::Status)> then;
  };

  // Within a call of the journal's that was begun.
  void Store(Ending ending);
  void Stored(const Ending& ending, const absl::Status& stored);

  const DispatcherParts& parts_;
  ActiveSubmissions& active_;
  absl::Mutex mutex_;
  std::vector<Ending> unstored_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SUBMISSION_ENDS_H_
