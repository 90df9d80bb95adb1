#ifndef ASSAY_SANDBOX_MONITOR_UNCERTAINTY_H_
#define ASSAY_SANDBOX_MONITOR_UNCERTAINTY_H_

#include "absl/time/time.h"
#include "sandbox/run_result.h"

namespace assay::sandbox {

// How much another run of the same work on the same host, left to itself, may differ from
// `usage`.cpu_time(), either way: the sum of
//
//   the start                        1 ms: exec and loading, whose page faults cost more or less
//   0.5 % of the cpu time            caches, placement of pages, interrupts, frequency
//   20 us each involuntary switch    the switch itself and the caches that the other task has used
//   the stolen time                  in most guests it passes for the run's own
//   1 % of the throttled time        as the switches: cold caches after each period
//
// Evidence that is absent counts nothing. A deterministic function of `usage`, documented in
// docs/measurement.md; tests/bench/time_truth compares it with what is found.
absl::Duration CpuTimeUncertainty(const Usage& usage);

// The least time beyond `cpu_limit` from which on a run without any sign of noise is over the limit
// by more than its uncertainty.
absl::Duration CpuTimeMargin(absl::Duration cpu_limit);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_MONITOR_UNCERTAINTY_H_
