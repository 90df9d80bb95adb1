#ifndef ASSAY_SANDBOX_HOST_KERNEL_FEATURES_H_
#define ASSAY_SANDBOX_HOST_KERNEL_FEATURES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "sandbox/host/host_report.h"

namespace assay::sandbox {

// Major and minor number of a kernel release such as "6.1.0-18-amd64".
std::optional<std::pair<int, int>> ParseKernelRelease(absl::string_view release);

// The effective capability set, "CapEff:" of /proc/PID/status; see capabilities(7).
std::optional<uint64_t> ParseEffectiveCapabilities(absl::string_view proc_status);

HostFeature JudgeKernelRelease(absl::string_view release);

// `effective`: a set bit for each capability; nothing when it could not be read.
HostFeature JudgePrivileges(std::optional<uint64_t> effective);

// `low`: the resource limits whose hard value is too small for a run. `may_raise`:
// CAP_SYS_RESOURCE.
HostFeature JudgeResourceLimits(const std::vector<std::string>& low, bool may_raise);

// `namespace_file_exists`: /proc/self/ns/NAME. `maximum`: /proc/sys/user/max_NAME_namespaces.
HostFeature JudgeNamespace(const std::string& name, bool namespace_file_exists,
                           absl::string_view maximum);

// A system call that was made with arguments that do no harm. `error_number` is what it answered, 0
// for success; ENOSYS and EPERM mean that it cannot be used.
HostFeature JudgeSyscall(const std::string& name, int error_number, absl::string_view since);

// Kernel release, privileges, namespaces, system calls, seccomp and Landlock of this host. Changes
// nothing in the process.
std::vector<HostFeature> ProbeKernel();

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_KERNEL_FEATURES_H_
