#ifndef ASSAY_JUDGE_CLI_BATCH_PROGRESS_H_
#define ASSAY_JUDGE_CLI_BATCH_PROGRESS_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "judge/batch/runner.h"

namespace assay::judge {

// How far a batch is, for people.
struct ProgressState {
  BatchCounts counts;
  // Of the whole input; 0 where nobody knows.
  int64_t total = 0;
  // By an earlier run.
  int64_t done_before = 0;
  absl::Duration elapsed;
};

// "1,234 of 5,000 (24 %)  31.2/s  2m 1s left  1,000 accepted, 230 rejected, 4 bad".
std::string ProgressText(const ProgressState& state);

// "[#####-----]", `width` columns; empty without a total.
std::string ProgressBar(const ProgressState& state, int width);

// "2h 3m", "1m 5s", "12s".
std::string RoughDuration(absl::Duration duration);

// Shows a batch's progress: a line that changes on a terminal, elsewhere a line now and then, after
// 5 s for the first time and after twice as long each time, at most 5 minutes. Thread-safe.
class BatchProgress {
 public:
  // Does not own `file`.
  static absl::StatusOr<std::unique_ptr<BatchProgress>> Start(std::FILE* file, int64_t total,
                                                              int64_t done_before);
  ~BatchProgress();
  BatchProgress(const BatchProgress&) = delete;
  BatchProgress& operator=(const BatchProgress&) = delete;

  void Update(const BatchCounts& counts);

  // A line of its own, without hurting the changing one.
  void Say(const std::string& line);

  // Shows no more; leaves a clean line. Idempotent.
  void Stop();

  // As it is now.
  ProgressState state() const;

 private:
  BatchProgress(std::FILE* file, int64_t total, int64_t done_before);
  void Show();
  void Draw() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  ProgressState StateNow() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::FILE* const file_;
  const bool is_terminal_;
  const int64_t total_;
  const int64_t done_before_;
  const absl::Time start_;
  mutable absl::Mutex mutex_;
  BatchCounts counts_ ABSL_GUARDED_BY(mutex_);
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_BATCH_PROGRESS_H_
