#ifndef ASSAY_SANDBOX_HOST_MOUNTINFO_H_
#define ASSAY_SANDBOX_HOST_MOUNTINFO_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assay::sandbox {

// One mount, as a line of /proc/PID/mountinfo tells it; see proc_pid_mountinfo(5).
struct MountInfo {
  int mount_id = 0;
  // mount_id of the mount it stands on.
  int parent = 0;
  // Path within the file system that forms the root of this mount.
  std::string root;
  // Path relative to the reader's root directory.
  std::string mount_point;
  // Of this mount, such as "rw", "nosuid".
  std::vector<std::string> options;
  // Such as "ext4", "cgroup2".
  std::string fs_type;
  // Such as "/dev/vda1"; may be empty.
  std::string source;
  // Of the file system. A cgroup v1 hierarchy names its controllers here.
  std::vector<std::string> super_options;
};

// All mounts of `text` in its order; a later mount may hide an earlier one at the same mount point.
// Octal escapes (\040) are decoded. Lines that do not have the documented form are left out.
std::vector<MountInfo> ParseMountinfo(absl::string_view text);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_MOUNTINFO_H_
