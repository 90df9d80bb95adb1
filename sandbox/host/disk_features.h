#ifndef ASSAY_SANDBOX_HOST_DISK_FEATURES_H_
#define ASSAY_SANDBOX_HOST_DISK_FEATURES_H_

#include <string>
#include <vector>

#include "sandbox/host/cgroup_features.h"
#include "sandbox/host/host_report.h"

namespace assay::sandbox {

inline constexpr char kWorkDiskFeature[] = "work on disk";
inline constexpr char kDiskLimitFeature[] = "disk limits";

// What work directories on disk need, as read.
struct DiskFacts {
  // See HostReport.
  bool privileged = false;
  bool loop_control = false;
  bool mke2fs = false;
  // /proc/filesystems.
  std::string filesystems;
};

// Whether work directories can be on disk.
HostFeature JudgeWorkDisk(const DiskFacts& facts);

// Whether their disks can be held back. `blkio_root`: whether version 1's blkio controller shows
// its root group, with throttling.
HostFeature JudgeDiskLimits(const CgroupFacts& facts, bool blkio_root);

// Both, of this host, whose control groups are `cgroups`. Neither is required: a run that asks for
// one of them is refused without.
std::vector<HostFeature> ProbeDisks(bool privileged, const CgroupFacts& cgroups);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_DISK_FEATURES_H_
