#ifndef ASSAY_SANDBOX_HOST_TIMING_FEATURES_H_
#define ASSAY_SANDBOX_HOST_TIMING_FEATURES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sandbox/host/host_report.h"

namespace assay::sandbox {

// The cpus that this process may use, ascending. Empty when the kernel does not tell.
std::vector<int> AllowedCpus();

// Ascending cpus as the kernel writes them: "0-3,8".
std::string FormatCpuList(const std::vector<int>& cpus);

HostFeature JudgeCpus(const std::vector<int>& cpus);

// These judge what the kernel's files hold; an empty text when a file is not there.

// /sys/devices/system/cpu/smt/active.
HostFeature JudgeSmt(absl::string_view active);
// /sys/devices/system/clocksource/clocksource0/current_clocksource.
HostFeature JudgeClocksource(absl::string_view name);
// /proc/sys/kernel/core_pattern.
HostFeature JudgeCorePattern(absl::string_view pattern);
// /sys/kernel/mm/transparent_hugepage/enabled.
HostFeature JudgeHugePages(absl::string_view enabled);

// What makes times and memory figures of this host steady or not.
std::vector<HostFeature> ProbeTiming();

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_TIMING_FEATURES_H_
