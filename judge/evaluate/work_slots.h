#ifndef ASSAY_JUDGE_EVALUATE_WORK_SLOTS_H_
#define ASSAY_JUDGE_EVALUATE_WORK_SLOTS_H_

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/work_queue.h"

namespace assay::judge {

// A thread for each of some cpus that does a queue's work, one piece at a time, with that cpu.
// Thread-safe.
class WorkSlots {
 public:
  // `queue` outlives the object. UNAVAILABLE where the host allows no more threads.
  static absl::StatusOr<std::unique_ptr<WorkSlots>> Start(WorkQueue* queue, std::vector<int> cpus);

  ~WorkSlots();
  WorkSlots(const WorkSlots&) = delete;
  WorkSlots& operator=(const WorkSlots&) = delete;

  // Closes the queue and waits for the work under way. Idempotent; the destructor does it, too.
  void Stop();

  int count() const { return static_cast<int>(cpus_.size()); }
  int busy_count() const { return busy_; }

 private:
  WorkSlots(WorkQueue* queue, std::vector<int> cpus) : queue_(queue), cpus_(std::move(cpus)) {}
  void Work(int cpu);

  WorkQueue* const queue_;
  const std::vector<int> cpus_;
  std::atomic<int> busy_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_WORK_SLOTS_H_
