#include "sandbox/host/host_probe.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "sandbox/host/cgroup_features.h"
#include "sandbox/host/counter_features.h"
#include "sandbox/host/disk_features.h"
#include "sandbox/host/kernel_features.h"
#include "sandbox/host/mountinfo.h"
#include "sandbox/host/noise_features.h"
#include "sandbox/host/timing_features.h"

namespace assay::sandbox {

HostReport ProbeHost() {
  HostReport report;
  const auto append = [&report](std::vector<HostFeature> features) {
    std::move(features.begin(), features.end(), std::back_inserter(report.features));
  };
  report.privileged = HasPrivileges();
  append(ProbeKernel());
  const CgroupFacts cgroups = ReadCgroupFacts(report.privileged);
  append(JudgeCgroups(cgroups));
  append(ProbeTiming());
  const std::optional<ControllerMount> memory =
      FindController("memory", ParseMountinfo(cgroups.mountinfo), cgroups.v2_controllers);
  append(ProbeNoise(memory.has_value() ? memory->version : 0));
  append({ProbeInstructionCounter()});
  append(ProbeDisks(report.privileged, cgroups));
  return report;
}

}  // namespace assay::sandbox
