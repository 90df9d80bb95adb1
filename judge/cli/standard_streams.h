#ifndef ASSAY_JUDGE_CLI_STANDARD_STREAMS_H_
#define ASSAY_JUDGE_CLI_STANDARD_STREAMS_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/cli/output_writer.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// Passes both streams of a program on to this process's own.
class StandardStreams {
 public:
  // `on_error` is called on a thread of its own when a stream can't be written.
  static absl::StatusOr<std::unique_ptr<StandardStreams>> Create(std::function<void()> on_error);

  // For RunSpec; used while this object lives.
  sandbox::OutputSink StdoutSink();
  sandbox::OutputSink StderrSink();

  // Returns when everything is written, or nothing more can be: then with the error.
  absl::Status Finish();

 private:
  StandardStreams() = default;
  std::unique_ptr<OutputWriter> out_;
  std::unique_ptr<OutputWriter> err_;
};

// Opens /dev/null in the place of each of descriptors 0, 1 and 2 that is closed, so that nothing
// else gets its number: for input as an empty one, for output as one that fails. Call it first.
void FillClosedStreams();

// For a standard stream that can't be written: kExitBrokenPipe when its reader is gone, which needs
// no words; else prints `status` and returns kExitHost.
int FailedOutput(const absl::Status& status);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_STANDARD_STREAMS_H_
