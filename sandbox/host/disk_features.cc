#include "sandbox/host/disk_features.h"

#include <unistd.h>

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "sandbox/base/file.h"
#include "sandbox/host/mountinfo.h"

namespace assay::sandbox {
namespace {

// Where DiskImage looks for it.
constexpr const char* kMke2fs[] = {"/usr/sbin/mke2fs", "/sbin/mke2fs", "/usr/bin/mke2fs"};

bool Exists(const std::string& path, int mode = F_OK) { return access(path.c_str(), mode) == 0; }

bool HasFilesystem(absl::string_view filesystems, absl::string_view name) {
  for (const absl::string_view line : absl::StrSplit(filesystems, '\n')) {
    const std::vector<absl::string_view> parts =
        absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (!parts.empty() && parts.back() == name) return true;
  }
  return false;
}

}  // namespace

HostFeature JudgeWorkDisk(const DiskFacts& facts) {
  if (!facts.privileged) {
    return Missing(kWorkDiskFeature, false, "only root may mount a disk", "run as root (sudo)");
  }
  if (!facts.loop_control) {
    return Missing(kWorkDiskFeature, false, "no loop devices",
                   "modprobe loop, and show /dev/loop-control");
  }
  if (!HasFilesystem(facts.filesystems, "ext4")) {
    return Missing(kWorkDiskFeature, false, "no ext4", "modprobe ext4");
  }
  if (!facts.mke2fs) {
    return Missing(kWorkDiskFeature, false, "no mke2fs", "apt-get install e2fsprogs");
  }
  return Present(kWorkDiskFeature, false, "ext4 on loop devices");
}

HostFeature JudgeDiskLimits(const CgroupFacts& facts, bool blkio_root) {
  const std::vector<MountInfo> mounts = ParseMountinfo(facts.mountinfo);
  // The io controller of version 2 is of use where memory is there, too: only so are writes counted
  // that the kernel does later.
  const auto memory = FindController("memory", mounts, facts.v2_controllers);
  if (memory.has_value() && memory->version == 2) {
    const auto io = FindController("io", mounts, facts.v2_controllers);
    if (io.has_value()) return Present(kDiskLimitFeature, false, "v2, io.max");
    return Missing(kDiskLimitFeature, false, "no controller \"io\" beside memory",
                   "echo +io > cgroup.subtree_control in each parent group, or start the service "
                   "with Delegate=yes");
  }
  const auto blkio = FindController("blkio", mounts, "");
  if (!blkio.has_value()) {
    return Missing(kDiskLimitFeature, false, "no controller \"blkio\"",
                   "mount -t cgroup -o blkio cgroup /sys/fs/cgroup/blkio");
  }
  if (!blkio_root) {
    return Missing(kDiskLimitFeature, false,
                   absl::StrCat(blkio->mount_point, " is not the root group, or does not throttle"),
                   "run outside of containers, on a kernel with CONFIG_BLK_DEV_THROTTLING");
  }
  return Present(kDiskLimitFeature, false,
                 absl::StrCat("v1, blkio.throttle at ", blkio->mount_point));
}

std::vector<HostFeature> ProbeDisks(bool privileged, const CgroupFacts& cgroups) {
  DiskFacts facts;
  facts.privileged = privileged;
  facts.loop_control = Exists("/dev/loop-control", R_OK | W_OK);
  facts.mke2fs = std::any_of(std::begin(kMke2fs), std::end(kMke2fs),
                             [](const char* path) { return Exists(path, X_OK); });
  constexpr int64_t kMaxBytes = 1 << 20;
  facts.filesystems = ReadFile("/proc/filesystems", kMaxBytes).value_or("");
  const auto blkio = FindController("blkio", ParseMountinfo(cgroups.mountinfo), "");
  const bool root = blkio.has_value() && Exists(blkio->mount_point + "/release_agent") &&
                    Exists(blkio->mount_point + "/blkio.throttle.write_bps_device");
  return {JudgeWorkDisk(facts), JudgeDiskLimits(cgroups, root)};
}

}  // namespace assay::sandbox
