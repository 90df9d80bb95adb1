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

// Names of the capabilities that jails need and that `effective`, a set bit for each, lacks.
std::vector<std::string> MissingCapabilities(uint64_t effective);

// `missing` capabilities; `user_namespace_error` is the errno with which making a user namespace
// fails, 0 if it can be made.
std::vector<HostFeature> JudgePrivileges(const std::vector<std::string>& missing,
                                         int user_namespace_error);

// `low`: the resource limits whose hard value is too small for a run. `may_raise`:
// CAP_SYS_RESOURCE.
HostFeature JudgeResourceLimits(const std::vector<std::string>& low, bool may_raise);

// `namespace_file_exists`: /proc/self/ns/NAME. `maximum`: /proc/sys/user/max_NAME_namespaces.
HostFeature JudgeNamespace(const std::string& name, bool namespace_file_exists,
                           absl::string_view maximum);

// A system call that was made with arguments that do no harm. `error_number` is what it answered, 0
// for success; ENOSYS and EPERM mean that it cannot be used.
HostFeature JudgeSyscall(const std::string& name, int error_number, absl::string_view since);

// Whether this process has the capabilities that jails need.
bool HasPrivileges();

// Kernel release, privileges, namespaces, system calls, seccomp and Landlock of this host. Changes
// nothing in the process.
std::vector<HostFeature> ProbeKernel();

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_KERNEL_FEATURES_H_
