#include "judge/service/background.h"

#include <utility>

#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {

absl::StatusOr<std::unique_ptr<Background>> Background::Start(size_t most_waiting) {
  std::unique_ptr<Background> background(new Background(most_waiting));
  ASSAY_ASSIGN_OR_RETURN(background->thread_,
                         StartThread([raw = background.get()] { raw->Work(); }));
  return background;
}

Background::~Background() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

absl::Status Background::Add(std::function<void()> task) {
  const absl::MutexLock lock(&mutex_);
  if (tasks_.size() >= most_waiting_) {
    return WithRetry(
        WithReason(absl::ResourceExhaustedError("too much of this kind waits"), "BUSY"),
        absl::Seconds(5));
  }
  tasks_.push_back(std::move(task));
  return absl::OkStatus();
}

void Background::Work() {
  while (true) {
    std::function<void()> task;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Background::HasTask));
      if (stopping_) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace assay::judge
