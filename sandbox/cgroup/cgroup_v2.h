#ifndef ASSAY_SANDBOX_CGROUP_CGROUP_V2_H_
#define ASSAY_SANDBOX_CGROUP_CGROUP_V2_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "sandbox/cgroup/cgroup.h"

namespace assay::sandbox {

// The controllers that a version 2 backend needs.
inline constexpr const char* kV2Controllers[] = {"cpu", "cpuset", "memory", "pids"};

// Source: Documentation/admin-guide/cgroup-v2.rst. Needs memory.peak (5.19). `top`: the directory
// in which `parent` is made; that of the mount point, or of a group without processes.
absl::StatusOr<std::unique_ptr<CgroupManager>> CreateCgroupV2(const std::string& top,
                                                              const std::string& parent);

// The same in this process's own group, out of which it moves into a child.
absl::StatusOr<std::unique_ptr<CgroupManager>> CreateDelegatedCgroupV2(const std::string& parent);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_CGROUP_V2_H_
