#include "sandbox/host/counter_features.h"

#include <string>

#include "sandbox/perf/event_counter.h"

namespace assay::sandbox {

HostFeature JudgeInstructionCounter(const absl::Status& attempt) {
  constexpr char kName[] = "instruction counter";
  if (attempt.ok()) return Present(kName, false, "the PMU counts them");
  if (absl::IsPermissionDenied(attempt)) {
    return Missing(kName, false, "perf_event_open is not allowed",
                   "sysctl -w kernel.perf_event_paranoid=2, lift the seccomp profile that this "
                   "runs under, or give this program CAP_PERFMON");
  }
  // ENOENT, EOPNOTSUPP: no PMU for this event. ENOSYS: no perf events at all.
  if (absl::IsNotFound(attempt) || absl::IsUnimplemented(attempt)) {
    return Missing(kName, false, "the cpu offers no PMU to this kernel",
                   "use a machine without virtualization, or a virtual machine that is given the "
                   "PMU (QEMU: -cpu host,pmu=on)");
  }
  return Missing(kName, false, std::string(attempt.message()),
                 "see perf_event_open(2) for this error");
}

HostFeature ProbeInstructionCounter() {
  return JudgeInstructionCounter(EventCounter::Open(kInstructionsRetired, 0).status());
}

}  // namespace assay::sandbox
