#include "sandbox/cgroup/cgroup.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/cgroup/cgroup_v1.h"
#include "sandbox/cgroup/cgroup_v2.h"
#include "sandbox/host/mountinfo.h"

namespace assay::sandbox {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// Whether the version 2 hierarchy at `mount_point` has every controller. In a hybrid set-up the
// controllers are version 1's and it has few or none.
bool HasV2Controllers(const std::string& mount_point) {
  const absl::StatusOr<std::string> text =
      ReadFile(absl::StrCat(mount_point, "/cgroup.controllers"), 4096);
  if (!text.ok()) return false;
  const std::vector<std::string> present =
      absl::StrSplit(*text, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  return std::all_of(std::begin(kV2Controllers), std::end(kV2Controllers),
                     [&](const char* controller) { return Contains(present, controller); });
}

}  // namespace

absl::StatusOr<std::unique_ptr<CgroupManager>> CgroupManager::Create(const std::string& parent,
                                                                     bool privileged) {
  if (parent.empty() || absl::StrContains(parent, "..")) {
    return absl::InvalidArgumentError(absl::StrCat("cgroup parent \"", parent, "\" is no name"));
  }
  if (!privileged) return CreateDelegatedCgroupV2(parent);
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile("/proc/self/mountinfo", 16 << 20));
  std::map<std::string, std::string> v1;
  std::string blkio;
  for (const MountInfo& mount : ParseMountinfo(text)) {
    if (mount.fs_type == "cgroup2" && HasV2Controllers(mount.mount_point)) {
      return CreateCgroupV2(mount.mount_point, parent);
    }
    if (mount.fs_type != "cgroup") continue;
    if (Contains(mount.super_options, "blkio")) blkio = mount.mount_point;
    for (const char* controller : kV1Controllers) {
      if (Contains(mount.super_options, controller)) v1[controller] = mount.mount_point;
    }
  }
  for (const char* controller : kV1Controllers) {
    if (v1.count(controller) == 0) {
      return absl::FailedPreconditionError(absl::StrCat(
          "no cgroup controller \"", controller,
          "\": mount cgroup v2 on /sys/fs/cgroup, or version 1's hierarchies with cpu, cpuacct, "
          "cpuset, memory and pids"));
    }
  }
  // Entering its root group must leave the run's other groups alone.
  for (const auto& [controller, mount_point] : v1) {
    if (mount_point == blkio) blkio.clear();
  }
  return CreateCgroupV1(v1, blkio, parent);
}

}  // namespace assay::sandbox
