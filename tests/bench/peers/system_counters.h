#ifndef ASSAY_TESTS_BENCH_PEERS_SYSTEM_COUNTERS_H_
#define ASSAY_TESTS_BENCH_PEERS_SYSTEM_COUNTERS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::bench {

// What the kernel counts over the whole host since its boot. So nothing that is done for a run can
// hide in another process: not the launcher's work, nor a daemon's, nor the kernel's own threads'.
struct SystemCounters {
  // /proc/vmstat `pgfault`: minor and major ones, those on the kernel's behalf too.
  int64_t page_faults = 0;
  // /proc/stat `ctxt`: every switch, to the idle task too.
  int64_t context_switches = 0;
};

absl::StatusOr<SystemCounters> ReadSystemCounters();

// The number after "NAME " at the start of a line. NOT_FOUND naming `name` when there is none.
absl::StatusOr<int64_t> FindCounter(absl::string_view text, absl::string_view name);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_PEERS_SYSTEM_COUNTERS_H_
