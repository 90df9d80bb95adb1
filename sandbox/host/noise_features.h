#ifndef ASSAY_SANDBOX_HOST_NOISE_FEATURES_H_
#define ASSAY_SANDBOX_HOST_NOISE_FEATURES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sandbox/host/host_report.h"

namespace assay::sandbox {

// What the kernel says of the frequencies of cpus, as read. See
// Documentation/admin-guide/pm/cpufreq.rst and intel_pstate.rst.
struct FrequencyFacts {
  // scaling_governor of each cpu that may be used. Empty texts are left out.
  std::vector<std::string> governors;
  // cpufreq/boost; "1" is on. Empty when it is not there.
  std::string boost;
  // intel_pstate/no_turbo; "0" is on. Empty when it is not there.
  std::string no_turbo;
  bool virtual_machine = false;
};

// Whether every cpu keeps one frequency.
HostFeature JudgeFrequency(const FrequencyFacts& facts);

// Whether the hypervisor has left this machine its cpus since boot. `proc_stat`: /proc/stat, in the
// unit `ticks_per_second`.
HostFeature JudgeSteal(absl::string_view proc_stat, int ticks_per_second, bool virtual_machine);

// Whether a run's wait for its cpu can be told. `pressure`, `schedstat`: whether /proc/pressure/cpu
// and /proc/schedstat are there.
HostFeature JudgeRunQueueDelay(int cgroup_version, bool pressure, bool schedstat);

// What other work can do to times on this host, and what is seen of it. `cgroup_version`: of the
// memory controller; 0 without one.
std::vector<HostFeature> ProbeNoise(int cgroup_version);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_NOISE_FEATURES_H_
