#include "judge/evaluate/work_slots.h"

#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {

absl::StatusOr<std::unique_ptr<WorkSlots>> WorkSlots::Start(WorkQueue* queue,
                                                            std::vector<int> cpus) {
  std::unique_ptr<WorkSlots> slots(new WorkSlots(queue, std::move(cpus)));
  for (const int cpu : slots->cpus_) {
    ASSAY_ASSIGN_OR_RETURN(std::thread thread,
                           StartThread([raw = slots.get(), cpu] { raw->Work(cpu); }));
    slots->threads_.push_back(std::move(thread));
  }
  return slots;
}

WorkSlots::~WorkSlots() { Stop(); }

void WorkSlots::Stop() {
  queue_->Close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkSlots::Work(int cpu) {
  while (std::optional<WorkQueue::Taken> taken = queue_->Take()) {
    ++busy_;
    const absl::Time start = absl::Now();
    taken->work.run(cpu);
    // What the work holds is let go before anybody is told that the slot is free.
    taken->work.run = nullptr;
    queue_->Done(taken->ticket, absl::Now() - start);
    --busy_;
  }
}

}  // namespace assay::judge
