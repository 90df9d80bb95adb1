#ifndef ASSAY_SANDBOX_HOST_CPU_COUNTERS_H_
#define ASSAY_SANDBOX_HOST_CPU_COUNTERS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace assay::sandbox {

// The cpu whose name is "cpu" alone: all of them together.
inline constexpr int kAllCpus = -1;

// A cpu's line of /proc/stat, since boot. See proc(5).
struct CpuTimes {
  // In all states, idle and stolen time included.
  absl::Duration total;
  // What the hypervisor gave to others while this cpu had work. 0 where it does not tell.
  absl::Duration steal;
};

// The line of `cpu`, or kAllCpus, in /proc/stat, whose unit is `ticks_per_second` (sysconf
// _SC_CLK_TCK). Absent when there is none of the documented form.
std::optional<CpuTimes> ParseCpuTimes(absl::string_view proc_stat, int cpu, int ticks_per_second);

// How long tasks have waited on the run queue of `cpu`, all together, in /proc/schedstat. Absent
// when there is no line of the documented form. See Documentation/scheduler/sched-stats.rst.
std::optional<absl::Duration> ParseRunDelay(absl::string_view proc_schedstat, int cpu);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_CPU_COUNTERS_H_
