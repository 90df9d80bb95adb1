#include "sandbox/host/noise_features.h"

#include <cpuid.h>
#include <unistd.h>

#include <cstdint>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "sandbox/base/file.h"
#include "sandbox/host/cpu_counters.h"
#include "sandbox/host/timing_features.h"

namespace assay::sandbox {
namespace {

constexpr char kFrequency[] = "steady frequency";
constexpr char kSteal[] = "no stolen time";
constexpr char kRunQueueDelay[] = "run-queue delay";
constexpr char kCpuFolder[] = "/sys/devices/system/cpu";
constexpr int64_t kMaxFileBytes = 4 << 20;
// A time limit may be missed by as much.
constexpr double kMuchSteal = 0.01;

std::string ReadTrimmed(const std::string& path) {
  return std::string(
      absl::StripAsciiWhitespace(ReadFile(path, kMaxFileBytes).value_or(std::string())));
}

// What CPUID says; every hypervisor sets the bit.
bool IsVirtualMachine() {
  constexpr unsigned kHypervisor = 1U << 31;
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  return __get_cpuid(1, &eax, &ebx, &ecx, &edx) == 1 && (ecx & kHypervisor) != 0;
}

FrequencyFacts ReadFrequencyFacts() {
  FrequencyFacts facts;
  for (const int cpu : AllowedCpus()) {
    std::string governor =
        ReadTrimmed(absl::StrCat(kCpuFolder, "/cpu", cpu, "/cpufreq/scaling_governor"));
    if (!governor.empty()) facts.governors.push_back(std::move(governor));
  }
  facts.boost = ReadTrimmed(absl::StrCat(kCpuFolder, "/cpufreq/boost"));
  facts.no_turbo = ReadTrimmed(absl::StrCat(kCpuFolder, "/intel_pstate/no_turbo"));
  facts.virtual_machine = IsVirtualMachine();
  return facts;
}

}  // namespace

HostFeature JudgeFrequency(const FrequencyFacts& facts) {
  if (facts.governors.empty()) {
    if (!facts.virtual_machine) return Present(kFrequency, false, "no frequency scaling");
    return Missing(kFrequency, false,
                   "not to be seen in a virtual machine, whose host chooses frequencies",
                   "on the machine below: cpupower frequency-set -g performance, turbo off");
  }
  const std::set<std::string> governors(facts.governors.begin(), facts.governors.end());
  const std::string names = absl::CHexEscape(absl::StrJoin(governors, ", "));
  if (governors != std::set<std::string>{"performance"}) {
    return Missing(kFrequency, false,
                   absl::StrCat("the scaling governor is ", names, ", which follows the load"),
                   "cpupower frequency-set -g performance");
  }
  if (facts.boost == "1") {
    return Missing(kFrequency, false, "turbo is on, so speed depends on what other cpus do",
                   "echo 0 > /sys/devices/system/cpu/cpufreq/boost");
  }
  if (facts.no_turbo == "0") {
    return Missing(kFrequency, false, "turbo is on, so speed depends on what other cpus do",
                   "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo");
  }
  return Present(kFrequency, false, absl::StrCat("governor ", names, ", no turbo"));
}

HostFeature JudgeSteal(absl::string_view proc_stat, int ticks_per_second, bool virtual_machine) {
  if (!virtual_machine) return Present(kSteal, false, "no virtual machine");
  const std::optional<CpuTimes> times = ParseCpuTimes(proc_stat, kAllCpus, ticks_per_second);
  if (!times.has_value() || times->total <= absl::ZeroDuration()) {
    return Missing(kSteal, false, "/proc/stat does not tell", "mount procfs on /proc");
  }
  const double share = absl::FDivDuration(times->steal, times->total);
  const std::string detail = absl::StrFormat("%.2f %% of cpu time stolen since boot", share * 100);
  if (share < kMuchSteal) {
    // Some hypervisors never tell.
    return Present(kSteal, false,
                   times->steal > absl::ZeroDuration() ? detail : "the hypervisor reports none");
  }
  return Missing(kSteal, false, detail,
                 "give this virtual machine cpus of its own (pinned, none of them shared)");
}

HostFeature JudgeRunQueueDelay(int cgroup_version, bool pressure, bool schedstat) {
  if (cgroup_version == 2 && pressure) {
    return Present(kRunQueueDelay, false, "pressure stall information of each run's group");
  }
  if (cgroup_version == 1 && schedstat) {
    return Present(kRunQueueDelay, false, "/proc/schedstat of each run's cpu, an upper bound");
  }
  if (cgroup_version == 1) {
    return Missing(kRunQueueDelay, false,
                   absl::StrCat("no /proc/schedstat",
                                pressure ? ", and groups of version 1 have no pressure" : ""),
                   "boot with systemd.unified_cgroup_hierarchy=1, or a kernel with "
                   "CONFIG_SCHEDSTATS");
  }
  return Missing(kRunQueueDelay, false, "no pressure stall information",
                 "boot with psi=1, and a kernel with CONFIG_PSI");
}

std::vector<HostFeature> ProbeNoise(int cgroup_version) {
  const FrequencyFacts frequency = ReadFrequencyFacts();
  return {
      JudgeFrequency(frequency),
      JudgeSteal(ReadTrimmed("/proc/stat"), static_cast<int>(sysconf(_SC_CLK_TCK)),
                 frequency.virtual_machine),
      JudgeRunQueueDelay(cgroup_version, access("/proc/pressure/cpu", R_OK) == 0,
                         access("/proc/schedstat", R_OK) == 0),
  };
}

}  // namespace assay::sandbox
