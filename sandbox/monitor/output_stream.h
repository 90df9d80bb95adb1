#ifndef ASSAY_SANDBOX_MONITOR_OUTPUT_STREAM_H_
#define ASSAY_SANDBOX_MONITOR_OUTPUT_STREAM_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/run_spec.h"

namespace assay::sandbox {

// One output stream of a run: a pipe that is read for a sink, or a descriptor of the caller's.
// Not thread-safe.
class OutputStream {
 public:
  static absl::StatusOr<OutputStream> Create(OutputTarget target);

  // What the program is to write to.
  int writer() const { return writer_.get(); }

  // Called once the program has it. Closes a descriptor of the caller's, whose reader waits for its
  // end. That of a pipe read here stays: nobody waits for its end, and the program's exit would
  // wake the reader by it, before the run is over.
  void ProgramHasWriter() {
    if (!reader_.valid()) writer_.Reset();
  }

  // For poll(2); negative when there is nothing (more) to read.
  int reader() const { return reader_.get(); }

  // Reads once, without blocking, and hands the sink at most `budget_bytes`. Returns the number of
  // bytes read, which may be more than the budget; 0 when there is nothing to read now. At the end
  // closes the reader.
  absl::StatusOr<int64_t> ReadOnce(absl::Span<char> buffer, int64_t budget_bytes);

  // No more is read; the program gets SIGPIPE.
  void Close() { reader_.Reset(); }

 private:
  UniqueFd writer_;
  UniqueFd reader_;
  OutputSink sink_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_MONITOR_OUTPUT_STREAM_H_
