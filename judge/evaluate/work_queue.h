#ifndef ASSAY_JUDGE_EVALUATE_WORK_QUEUE_H_
#define ASSAY_JUDGE_EVALUATE_WORK_QUEUE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace assay::judge {

// The most urgent first.
enum class WorkPriority { kInteractive, kBatch, kRejudge };
inline constexpr int kWorkPriorities = 3;

// Something that takes one cpu for a while: a compiler's run, or one test's.
struct Work {
  WorkPriority priority = WorkPriority::kInteractive;
  // Who it is for. Clients share the cpus evenly.
  std::string client;
  // Of one client's work the lowest goes first, and among equals the one that came first. So what
  // belongs to a submission that was begun goes ahead of what begins another one.
  int64_t order = 0;
  std::function<void(int cpu)> run;
  // Called in place of `run` when the queue is closed first, from any thread. May be empty.
  std::function<void()> dropped = nullptr;
};

// Which work is next. Thread-safe.
//
//  - A higher priority goes first; but each kLowerShare-th time it is the lowest one that waits, so
//    that none starves.
//  - Within a priority it is the client that has had the least cpu time lately. One that comes, or
//    comes back, starts level with the least of those that wait.
class WorkQueue {
 public:
  static constexpr int kLowerShare = 10;

  // Taken out of the queue, and not done yet.
  struct Taken {
    Work work;
    // For Done().
    int64_t ticket = 0;
  };

  // Never waits. After Close() the work is dropped at once.
  void Add(Work work);

  // Waits for work. Absent once the queue is closed.
  std::optional<Taken> Take();

  // That what was taken has kept a cpu busy for so long.
  void Done(int64_t ticket, absl::Duration busy);

  // Drops what waits of a client's with this order, and returns how much that was.
  int64_t Remove(WorkPriority priority, const std::string& client, int64_t order);

  // Ends every Take(), now and later. What waits is dropped. Idempotent.
  void Close();

  // What waits, by priority.
  std::array<int64_t, kWorkPriorities> Depths() const;

 private:
  // What of one client's waits in one priority, and how much it has had.
  struct Share {
    std::multimap<int64_t, Work> waiting;
    absl::Duration served;
    int taken = 0;
  };
  using Shares = std::map<std::string, Share>;
  struct Owner {
    int priority = 0;
    std::string client;
  };

  // Leaves the work where it is when the queue is closed.
  bool AddUnlessClosed(Work* work);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return closed_ || size_ > 0; }
  int NextPriority() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static Shares::iterator NextShare(Shares& shares);
  static absl::Duration LeastServed(const Shares& shares);

  mutable absl::Mutex mutex_;
  std::array<Shares, kWorkPriorities> shares_ ABSL_GUARDED_BY(mutex_);
  std::array<int64_t, kWorkPriorities> depths_ ABSL_GUARDED_BY(mutex_) = {};
  std::map<int64_t, Owner> taken_ ABSL_GUARDED_BY(mutex_);
  int64_t size_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t takes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_WORK_QUEUE_H_
