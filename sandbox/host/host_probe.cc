#include "sandbox/host/host_probe.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "sandbox/host/cgroup_features.h"
#include "sandbox/host/counter_features.h"
#include "sandbox/host/kernel_features.h"
#include "sandbox/host/timing_features.h"

namespace assay::sandbox {

HostReport ProbeHost() {
  HostReport report;
  const auto append = [&report](std::vector<HostFeature> features) {
    std::move(features.begin(), features.end(), std::back_inserter(report.features));
  };
  report.privileged = HasPrivileges();
  append(ProbeKernel());
  append(JudgeCgroups(ReadCgroupFacts(report.privileged)));
  append(ProbeTiming());
  append({ProbeInstructionCounter()});
  return report;
}

}  // namespace assay::sandbox
