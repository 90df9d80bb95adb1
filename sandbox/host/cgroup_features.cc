#include "sandbox/host/cgroup_features.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "sandbox/base/file.h"
#include "sandbox/host/delegated_group.h"
#include "sandbox/host/proc_cgroup.h"

namespace assay::sandbox {
namespace {

constexpr int64_t kMaxProcBytes = 8 << 20;

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

bool Contains(const std::vector<std::string>& list, absl::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

ControllerMount MakeMount(int version, const MountInfo& mount) {
  return {version, mount.mount_point,
          Contains(mount.options, "ro") || Contains(mount.super_options, "ro")};
}

std::string ReadOrEmpty(const std::string& path) {
  return ReadFile(path, kMaxProcBytes).value_or("");
}

// Whether a group of `mount_point` has `file`: the top one, which has all files on v1 and in a
// cgroup namespace, or a child, for the root of v2 lacks most.
std::optional<bool> GroupsHaveFile(const std::string& mount_point, const std::string& file,
                                   int version) {
  if (access(absl::StrCat(mount_point, "/", file).c_str(), F_OK) == 0) return true;
  if (version == 1) return false;
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(mount_point.c_str()));
  if (directory == nullptr) return std::nullopt;
  std::optional<bool> found;
  while (const dirent* entry = readdir(directory.get())) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    const std::string child = absl::StrCat(mount_point, "/", entry->d_name, "/");
    if (access(absl::StrCat(child, file).c_str(), F_OK) == 0) return true;
    // A child without the memory controller says nothing.
    if (access(absl::StrCat(child, "memory.current").c_str(), F_OK) == 0) found = false;
  }
  return found;
}

HostFeature JudgeVersion(const std::vector<MountInfo>& mounts,
                         const std::vector<std::string>& v2_controllers) {
  const auto v1 = std::find_if(mounts.begin(), mounts.end(),
                               [](const MountInfo& mount) { return mount.fs_type == "cgroup"; });
  const std::optional<ControllerMount> v2 = FindCgroup2(mounts);
  if (v1 != mounts.end() && v2.has_value()) {
    return Present("cgroup", true,
                   v2_controllers.empty()
                       ? absl::StrCat("hybrid: controllers in v1, v2 at ", v2->mount_point)
                       : absl::StrCat("hybrid: controllers in v1 and in v2 at ", v2->mount_point));
  }
  if (v2.has_value()) return Present("cgroup", true, absl::StrCat("v2 at ", v2->mount_point));
  if (v1 != mounts.end()) return Present("cgroup", true, "v1");
  return Missing("cgroup", true, "no cgroup file system is mounted",
                 "mount -t cgroup2 cgroup2 /sys/fs/cgroup");
}

DelegatedGroupFacts ReadDelegatedGroup() {
  DelegatedGroupFacts facts = {DelegatedGroup(), false};
  if (facts.directory.empty()) return facts;
  facts.writable = true;
  for (const char* file : {".", "cgroup.procs", "cgroup.subtree_control"}) {
    const std::string path = absl::StrCat(facts.directory, "/", file);
    if (access(path.c_str(), W_OK) != 0) facts.writable = false;
  }
  return facts;
}

HostFeature JudgeDelegation(const DelegatedGroupFacts& facts,
                            const std::vector<MountInfo>& mounts) {
  constexpr char kName[] = "cgroup delegation";
  if (FindController("memory", mounts, "").has_value()) {
    return Missing(kName, true, "version 1 cannot be delegated to ordinary users",
                   "run as root (sudo), or boot with systemd.unified_cgroup_hierarchy=1");
  }
  if (facts.writable) return Present(kName, true, facts.directory);
  return Missing(kName, true,
                 facts.directory.empty() ? "no group of version 2 in sight"
                                         : absl::StrCat(facts.directory, " is not yours"),
                 "run as root (sudo), or in a group that is delegated to you: systemd-run --user "
                 "--scope -p Delegate=yes -- COMMAND");
}

// cpuacct is no controller of v2: there each group's cpu.stat has the figures.
std::optional<ControllerMount> FindAccounting(const std::vector<MountInfo>& mounts) {
  const auto v1 = FindController("cpuacct", mounts, "");
  return v1.has_value() ? v1 : FindCgroup2(mounts);
}

HostFeature JudgeController(absl::string_view controller, const std::vector<MountInfo>& mounts,
                            const CgroupFacts& facts) {
  const std::string name = absl::StrCat("cgroup ", controller);
  const std::optional<ControllerMount> mount =
      controller == "cpuacct" ? FindAccounting(mounts)
                              : FindController(controller, mounts, facts.v2_controllers);
  if (mount.has_value() && mount->read_only) {
    return Missing(name, true, absl::StrCat(mount->mount_point, " is read-only"),
                   absl::StrCat("mount -o remount,rw ", mount->mount_point,
                                " (in a container: start it with --privileged)"));
  }
  if (mount.has_value()) {
    return Present(name, true, absl::StrCat("v", mount->version, " at ", mount->mount_point));
  }
  for (const CgroupController& known : ParseProcCgroups(facts.proc_cgroups)) {
    if (known.name != controller) continue;
    if (!known.enabled) {
      return Missing(name, true, "disabled at boot",
                     absl::StrCat("remove cgroup_disable=", controller,
                                  " from the kernel's command line, or add cgroup_enable=",
                                  controller, ", and reboot"));
    }
    if (FindCgroup2(mounts).has_value()) {
      return Missing(name, true, "not available in this part of the v2 hierarchy",
                     absl::StrCat("enable it above: echo +", controller,
                                  " > cgroup.subtree_control in each parent group, or start the "
                                  "service with Delegate=yes"));
    }
    return Missing(
        name, true, "not mounted",
        absl::StrCat("mount -t cgroup -o ", controller, " cgroup /sys/fs/cgroup/", controller));
  }
  return Missing(name, true, "the kernel does not have it",
                 "use a kernel with this controller, such as Debian's");
}

// /proc/swaps has a heading and a line for each active area.
bool HasActiveSwap(absl::string_view proc_swaps) {
  const std::vector<absl::string_view> lines = absl::StrSplit(proc_swaps, '\n', absl::SkipEmpty());
  return lines.size() > 1;
}

HostFeature JudgeSwap(const CgroupFacts& facts) {
  if (facts.swap_limit_file.value_or(false)) {
    return Present("swap limit", true, "memory groups limit swap");
  }
  if (!HasActiveSwap(facts.proc_swaps)) return Present("swap limit", true, "swap is off");
  return Missing("swap limit", true, "swap is on and memory groups do not limit it",
                 "run swapoff -a, or boot with swapaccount=1");
}

HostFeature JudgePeak(const std::optional<ControllerMount>& memory, const CgroupFacts& facts) {
  if (memory.has_value() && memory->version == 1) {
    return Present("memory peak", true, "memory.max_usage_in_bytes");
  }
  if (facts.memory_peak_file.value_or(false)) {
    return Present("memory peak", true, "memory.peak");
  }
  if (!facts.memory_peak_file.has_value()) {
    // The sandbox's first group shows it; what can be said here is that nothing speaks against it.
    return Present("memory peak", true, "no group to look at yet");
  }
  return Missing("memory peak", true, "groups have no memory.peak",
                 "use Linux 5.19 or later, such as Debian 12's");
}

}  // namespace

std::optional<ControllerMount> FindCgroup2(const std::vector<MountInfo>& mounts) {
  const auto mount = std::find_if(mounts.rbegin(), mounts.rend(), [](const MountInfo& candidate) {
    return candidate.fs_type == "cgroup2";
  });
  if (mount == mounts.rend()) return std::nullopt;
  return MakeMount(2, *mount);
}

std::optional<ControllerMount> FindController(absl::string_view controller,
                                              const std::vector<MountInfo>& mounts,
                                              absl::string_view v2_controllers) {
  const auto mount = std::find_if(mounts.rbegin(), mounts.rend(), [&](const MountInfo& candidate) {
    return candidate.fs_type == "cgroup" && Contains(candidate.super_options, controller);
  });
  if (mount != mounts.rend()) return MakeMount(1, *mount);
  if (Contains(ParseControllerList(v2_controllers), controller)) return FindCgroup2(mounts);
  return std::nullopt;
}

CgroupFacts ReadCgroupFacts(bool privileged) {
  CgroupFacts facts;
  facts.mountinfo = ReadOrEmpty("/proc/self/mountinfo");
  facts.proc_cgroups = ReadOrEmpty("/proc/cgroups");
  facts.proc_swaps = ReadOrEmpty("/proc/swaps");
  const std::vector<MountInfo> mounts = ParseMountinfo(facts.mountinfo);
  if (!privileged) facts.delegated = ReadDelegatedGroup();
  const auto v2 = FindCgroup2(mounts);
  const std::string v2_group = facts.delegated.has_value() ? facts.delegated->directory
                               : v2.has_value()            ? v2->mount_point
                                                           : "";
  if (v2.has_value()) facts.v2_controllers = ReadOrEmpty(v2_group + "/cgroup.controllers");
  if (const auto memory = FindController("memory", mounts, facts.v2_controllers)) {
    const bool v1 = memory->version == 1;
    const std::string& group = v1 ? memory->mount_point : v2_group;
    facts.swap_limit_file = GroupsHaveFile(
        group, v1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max", memory->version);
    facts.memory_peak_file =
        GroupsHaveFile(group, v1 ? "memory.max_usage_in_bytes" : "memory.peak", memory->version);
  }
  return facts;
}

std::vector<HostFeature> JudgeCgroups(const CgroupFacts& facts) {
  const std::vector<MountInfo> mounts = ParseMountinfo(facts.mountinfo);
  std::vector<HostFeature> features = {
      JudgeVersion(mounts, ParseControllerList(facts.v2_controllers))};
  if (facts.delegated.has_value()) features.push_back(JudgeDelegation(*facts.delegated, mounts));
  for (const absl::string_view controller : {"cpu", "cpuacct", "cpuset", "memory", "pids"}) {
    features.push_back(JudgeController(controller, mounts, facts));
  }
  features.push_back(JudgeSwap(facts));
  features.push_back(JudgePeak(FindController("memory", mounts, facts.v2_controllers), facts));
  return features;
}

}  // namespace assay::sandbox
