#ifndef ASSAY_SANDBOX_HOST_DELEGATED_GROUP_H_
#define ASSAY_SANDBOX_HOST_DELEGATED_GROUP_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sandbox/host/mountinfo.h"

namespace assay::sandbox {

// The child of its control group into which a supervisor without root moves: controllers can be
// enabled only in a group that holds no process itself.
inline constexpr char kSupervisorGroup[] = "assay-supervisor";

// The directory of the version 2 control group that a process is meant to divide: its own, or the
// parent of that if it is a kSupervisorGroup already. `proc_cgroup`: /proc/self/cgroup. Empty when
// there is no version 2, or the group is not below what is mounted.
std::string DelegatedGroup(const std::vector<MountInfo>& mounts, absl::string_view proc_cgroup);

// The same of this process.
std::string DelegatedGroup();

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_DELEGATED_GROUP_H_
