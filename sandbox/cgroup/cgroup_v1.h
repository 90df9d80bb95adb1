#ifndef ASSAY_SANDBOX_CGROUP_CGROUP_V1_H_
#define ASSAY_SANDBOX_CGROUP_CGROUP_V1_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "sandbox/cgroup/cgroup.h"

namespace assay::sandbox {

// The controllers that a version 1 backend needs.
inline constexpr const char* kV1Controllers[] = {"cpu", "cpuacct", "cpuset", "memory", "pids"};

// Source: Documentation/admin-guide/cgroup-v1. `mount_points`: controller -> where its hierarchy is
// mounted, for each of kV1Controllers; several may share one. `blkio`: the same of that controller,
// which only limits of a disk need; may be empty.
absl::StatusOr<std::unique_ptr<CgroupManager>> CreateCgroupV1(
    const std::map<std::string, std::string>& mount_points, const std::string& blkio,
    const std::string& parent);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_CGROUP_V1_H_
