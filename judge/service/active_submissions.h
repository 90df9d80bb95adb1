#ifndef ASSAY_JUDGE_SERVICE_ACTIVE_SUBMISSIONS_H_
#define ASSAY_JUDGE_SERVICE_ACTIVE_SUBMISSIONS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "judge/evaluate/work_queue.h"
#include "judge/service/dispatcher_parts.h"
#include "judge/service/event_log.h"
#include "judge/service/policy_set.h"
#include "judge/service/submission_work.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// A submission that has not ended.
struct ActiveSubmission {
  ActiveSubmission(const DispatcherParts& parts, std::shared_ptr<PolicySet> policies)
      : work(parts, std::move(policies)) {}

  // Set before anybody else knows of it.
  ::judge::v1::Submission info;
  WorkPriority priority = WorkPriority::kInteractive;
  int64_t order = 0;
  std::shared_ptr<EventLog> log;

  std::atomic<bool> begun = false;
  std::atomic<bool> ended = false;
  // Calls that it does not outlive. Once it is in ActiveSubmissions, guarded by its mutex.
  int attached = 0;

  SubmissionWork work;
  // Pieces of work that are queued or run.
  std::atomic<int> workers = 0;
};

using ActivePointer = std::shared_ptr<ActiveSubmission>;

// The submissions that have not ended, how many there may be, and whether the server still takes
// some. Also counts the journal's calls that are to call back, which the end has to wait for: one
// that is begun here is over with JournalCalledBack(). Thread-safe.
class ActiveSubmissions {
 public:
  explicit ActiveSubmissions(int64_t max_count) : max_count_(max_count) {}

  // A place for one more, on its way into the journal, of which a call begins. UNAVAILABLE when
  // draining, RESOURCE_EXHAUSTED with a RetryInfo when there are as many as may be.
  absl::Status Reserve();
  // It is none, after all.
  void GiveUpPlace();
  // Puts it into its place. Returns how many have to be judged before it.
  int64_t Add(const ActivePointer& active);
  // One that an earlier process had accepted: it has a place, however many there are.
  void AddRecovered(const ActivePointer& active);
  // Its end has been told, or never will be.
  void Remove(const ActiveSubmission& active);

  // Null when it has ended, or was never there.
  ActivePointer Find(const std::string& id) const;

  // One more call that the submission does not outlive; false when it has ended.
  bool Attach(const std::string& id);
  // Such a call is over. Whether it was the last one.
  bool Detach(const std::string& id);

  // Begins a call of the journal's.
  void BeginJournalCall();
  // The same to store an end; false for one that was `killed` after Abandon(): the next process
  // judges it.
  bool BeginEnd(bool killed);
  // The same to store ends once more; false after AwaitJournal().
  bool BeginRetry();
  void JournalCalledBack();

  // New submissions are refused from here on.
  void Drain();
  bool draining() const;
  // The same, and what is killed has not ended. Returns those that there are.
  std::vector<ActivePointer> Abandon();
  bool abandoned() const;
  // Abandons, and waits until the journal has called back. Returns those that are left.
  std::vector<ActivePointer> AwaitJournal();

  // Those that have not ended.
  int64_t count() const;
  int64_t max_count() const { return max_count_; }
  // The same, those on their way into the journal left out, by priority.
  std::map<::judge::v1::Priority, int64_t> CountsByPriority() const;
  // The packages that they need.
  std::set<std::string> NeededPackages() const;

 private:
  void Insert(const ActivePointer& active) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<ActivePointer> All() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const int64_t max_count_;
  mutable absl::Mutex mutex_;
  std::map<std::string, ActivePointer> active_ ABSL_GUARDED_BY(mutex_);
  // By priority.
  std::array<int64_t, kWorkPriorities> counts_ ABSL_GUARDED_BY(mutex_) = {};
  // Active ones and those on their way into the journal.
  int64_t places_ ABSL_GUARDED_BY(mutex_) = 0;
  // Calls of the journal that are to call back.
  int64_t journaling_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_order_ ABSL_GUARDED_BY(mutex_) = 0;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_ACTIVE_SUBMISSIONS_H_
