#include "sandbox/host/delegated_group.h"

#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "sandbox/base/file.h"
#include "sandbox/host/proc_cgroup.h"

namespace assay::sandbox {
namespace {

constexpr int64_t kMaxProcBytes = 8 << 20;

}  // namespace

std::string DelegatedGroup(const std::vector<MountInfo>& mounts, absl::string_view proc_cgroup) {
  const MountInfo* mount = nullptr;
  for (const MountInfo& candidate : mounts) {
    if (candidate.fs_type == "cgroup2") mount = &candidate;
  }
  if (mount == nullptr) return "";
  for (const CgroupMembership& membership : ParseProcPidCgroup(proc_cgroup)) {
    if (membership.hierarchy != 0) continue;
    absl::string_view path = membership.path;
    if (absl::StartsWith(path, "/..")) return "";  // Above the reader's cgroup namespace.
    if (mount->root != "/" && !absl::ConsumePrefix(&path, mount->root)) return "";
    if (absl::ConsumeSuffix(&path, absl::StrCat("/", kSupervisorGroup)) && path.empty()) path = "/";
    return path == "/" ? mount->mount_point : absl::StrCat(mount->mount_point, path);
  }
  return "";
}

std::string DelegatedGroup() {
  return DelegatedGroup(
      ParseMountinfo(ReadFile("/proc/self/mountinfo", kMaxProcBytes).value_or("")),
      ReadFile("/proc/self/cgroup", kMaxProcBytes).value_or(""));
}

}  // namespace assay::sandbox
