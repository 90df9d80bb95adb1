#ifndef ASSAY_SANDBOX_HOST_CGROUP_FEATURES_H_
#define ASSAY_SANDBOX_HOST_CGROUP_FEATURES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sandbox/host/host_report.h"
#include "sandbox/host/mountinfo.h"

namespace assay::sandbox {

// The group that a process without root may divide.
struct DelegatedGroupFacts {
  // See DelegatedGroup(); empty when there is none.
  std::string directory;
  // Whether this process may make groups in it and move itself there.
  bool writable = false;
};

// What a host says of its control groups, as read.
struct CgroupFacts {
  // /proc/self/mountinfo.
  std::string mountinfo;
  // /proc/cgroups.
  std::string proc_cgroups;
  // /proc/swaps.
  std::string proc_swaps;
  // cgroup.controllers at the mount point of v2, or of `delegated`; empty without v2.
  std::string v2_controllers;
  // Whether these files exist in the hierarchy that has the memory controller. Not known where v2
  // has no group but its root, which has neither.
  std::optional<bool> swap_limit_file;
  std::optional<bool> memory_peak_file;
  // Of a process without root.
  std::optional<DelegatedGroupFacts> delegated = std::nullopt;
};

// Where a controller can be used.
struct ControllerMount {
  int version = 0;
  std::string mount_point;
  bool read_only = false;
  friend bool operator==(const ControllerMount&, const ControllerMount&) = default;
};

// The mount of v2, of several the topmost.
std::optional<ControllerMount> FindCgroup2(const std::vector<MountInfo>& mounts);

// Where `controller` is: a v1 hierarchy of its own, or v2 when `v2_controllers` (as in
// cgroup.controllers) has it.
std::optional<ControllerMount> FindController(absl::string_view controller,
                                              const std::vector<MountInfo>& mounts,
                                              absl::string_view v2_controllers);

// Reads the facts of this host. A file that cannot be read counts as empty. `privileged`: see
// HostReport.
CgroupFacts ReadCgroupFacts(bool privileged);

// The judgement of the facts: version, delegation (without root), each controller, swap, peak.
std::vector<HostFeature> JudgeCgroups(const CgroupFacts& facts);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_CGROUP_FEATURES_H_
