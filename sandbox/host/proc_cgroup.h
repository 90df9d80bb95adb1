#ifndef ASSAY_SANDBOX_HOST_PROC_CGROUP_H_
#define ASSAY_SANDBOX_HOST_PROC_CGROUP_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assay::sandbox {

// A line of /proc/PID/cgroup: where a process is in one hierarchy. See cgroups(7).
struct CgroupMembership {
  // 0 for cgroup v2.
  int hierarchy = 0;
  // Empty for v2; "name=systemd" for a hierarchy without controllers.
  std::vector<std::string> controllers;
  // Relative to the root of the hierarchy that the reader's cgroup namespace shows. Absolute.
  std::string path;
  friend bool operator==(const CgroupMembership&, const CgroupMembership&) = default;
};

// A line of /proc/cgroups.
struct CgroupController {
  std::string name;
  // 0: bound to v2, or to nothing.
  int hierarchy = 0;
  // False when switched off by cgroup_disable= at boot.
  bool enabled = false;
  friend bool operator==(const CgroupController&, const CgroupController&) = default;
};

// Lines without the documented form are left out.
std::vector<CgroupMembership> ParseProcPidCgroup(absl::string_view text);

// Lines without the documented form are left out.
std::vector<CgroupController> ParseProcCgroups(absl::string_view text);

// The names in cgroup.controllers or cgroup.subtree_control.
std::vector<std::string> ParseControllerList(absl::string_view text);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_PROC_CGROUP_H_
