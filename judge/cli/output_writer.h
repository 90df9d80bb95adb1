#ifndef ASSAY_JUDGE_CLI_OUTPUT_WRITER_H_
#define ASSAY_JUDGE_CLI_OUTPUT_WRITER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace assay::judge {

// Passes a program's output on to a descriptor from a thread of its own, so that a slow reader does
// not keep the run's limits from being watched. What waits to be written is bounded by the run's
// output limit. On a terminal, what could drive it is made visible (see MakePrintable()); anything
// else gets the bytes as they are. Thread-safe.
class OutputWriter {
 public:
  // Does not own `fd`. `on_error` is called once, on the thread, when a write fails.
  static absl::StatusOr<std::unique_ptr<OutputWriter>> Create(int fd,
                                                              std::function<void()> on_error);
  // Finishes.
  ~OutputWriter();
  OutputWriter(const OutputWriter&) = delete;
  OutputWriter& operator=(const OutputWriter&) = delete;

  void Append(absl::string_view data);

  // Returns when everything is written, or nothing more can be: then with the error of the write.
  // Idempotent.
  absl::Status Finish();

 private:
  OutputWriter(int fd, std::function<void()> on_error);
  void Write();
  std::string ForTerminal(absl::string_view data, bool last);

  const int fd_;
  const bool is_terminal_;
  const std::function<void()> on_error_;
  // The writing thread's: a character that is not complete yet.
  std::string partial_;
  absl::Mutex mutex_;
  std::string waiting_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_OUTPUT_WRITER_H_
