#ifndef ASSAY_JUDGE_SERVICE_BACKGROUND_H_
#define ASSAY_JUDGE_SERVICE_BACKGROUND_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace assay::judge {

// One thread for what takes too long for gRPC's own threads, or the journal's, such as unpacking a
// package. Thread-safe.
class Background {
 public:
  // `most_waiting` tasks may wait.
  static absl::StatusOr<std::unique_ptr<Background>> Start(size_t most_waiting);
  // Finishes what runs and drops the rest.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // RESOURCE_EXHAUSTED, with a RetryInfo, when too much waits.
  absl::Status Add(std::function<void()> task);

 private:
  explicit Background(size_t most_waiting) : most_waiting_(most_waiting) {}
  void Work();
  bool HasTask() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !tasks_.empty();
  }

  const size_t most_waiting_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_BACKGROUND_H_
