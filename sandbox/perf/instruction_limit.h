#ifndef ASSAY_SANDBOX_PERF_INSTRUCTION_LIMIT_H_
#define ASSAY_SANDBOX_PERF_INSTRUCTION_LIMIT_H_

#include <cstdint>

#include "absl/time/time.h"

namespace assay::sandbox {

// The least time in which a run on `cpu_count` cpus can retire `instructions`. No cpu retires more
// than kMostPerNanosecond for long.
inline absl::Duration LeastTimeOf(int64_t instructions, int cpu_count) {
  constexpr int64_t kMostPerNanosecond = 16;
  return absl::Nanoseconds(instructions / kMostPerNanosecond / cpu_count);
}

// Whether a counter that was counting for `counted` of the `cpu_time` of a run has counted the
// run. The kernel accounts to the run, and not to the counter, the beginning of the first exec and
// the end of each process: 10 ms and a quarter are far more. What is missing beyond that was left
// out on purpose, by executing a file that the process may not read.
inline bool IsWholeRun(absl::Duration counted, absl::Duration cpu_time) {
  return counted > absl::ZeroDuration() &&
         cpu_time - counted <= absl::Milliseconds(10) + cpu_time / 4;
}

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_PERF_INSTRUCTION_LIMIT_H_
