#ifndef ASSAY_JUDGE_SERVICE_EVENT_LOG_H_
#define ASSAY_JUDGE_SERVICE_EVENT_LOG_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// The events of one submission, for any number of readers, each at its own pace. Thread-safe.
class EventLog {
 public:
  using Event = std::shared_ptr<const ::judge::v1::SubmitEvent>;

  EventLog(std::string submission_id, int attempt);
  // With the events of a submission that has ended; to be ended, too.
  EventLog(std::string submission_id, int attempt, std::vector<::judge::v1::SubmitEvent> events);

  const std::string& submission_id() const { return submission_id_; }
  int attempt() const { return attempt_; }

  // Fills in id, attempt, sequence and time. Nothing is added after End().
  void Append(::judge::v1::SubmitEvent event);
  // The event that would follow now, without what happened.
  ::judge::v1::SubmitEvent Stamped() const;
  // Adds the last event, which was Stamped() since the last Append(), and ends with OK.
  void EndWith(::judge::v1::SubmitEvent last);
  // Why there is no judgement. The first end counts.
  void End(absl::Status status);

  // What a reader finds: an event, or the end, or neither yet.
  struct Next {
    Event event;
    std::optional<absl::Status> end;
    // To be given to Forget() by a reader that goes. 0: there is nothing to forget.
    int64_t waiter = 0;
  };
  // The event that follows the first `index`. Where there is none yet, `wake` is called once, from
  // another thread, when there is more.
  Next Read(size_t index, std::function<void()> wake);
  void Forget(int64_t waiter);

  // Calls `then` with the end's status, and for OK the judgement: at once when it has ended.
  void OnEnd(std::function<void(const absl::Status&, const ::judge::v1::Judgement&)> then);

  // The events so far.
  std::vector<::judge::v1::SubmitEvent> Events() const;
  size_t size() const;
  bool ended() const;

 private:
  void Stamp(::judge::v1::SubmitEvent* event) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Wake();

  const std::string submission_id_;
  const int attempt_;
  mutable absl::Mutex mutex_;
  std::vector<Event> events_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  int64_t last_waiter_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int64_t, std::function<void()>> waiters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_EVENT_LOG_H_
