#ifndef ASSAY_SANDBOX_DISK_DISK_IMAGE_H_
#define ASSAY_SANDBOX_DISK_DISK_IMAGE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {

// What a work directory on disk has room for.
struct DiskSize {
  // Of contents.
  int64_t bytes = 0;
  // Files and folders.
  int64_t inodes = 0;
  friend bool operator==(const DiskSize&, const DiskSize&) = default;
};

// OK when work directories can be in `directory`: it is there, and no tmpfs or ramfs. The status
// says what to do.
absl::Status CheckDiskDirectory(const std::string& directory);

// A file without a name in `directory` with an empty ext4 file system, which has room for `size`
// and up to 3 % more, in which nothing was ever written: most of it is a hole. Runs mke2fs.
absl::StatusOr<UniqueFd> MakeDiskImage(const std::string& directory, DiskSize size);

// A file without a name in `directory` with the contents of `image`, all of its room on the disk
// taken. RESOURCE_EXHAUSTED when the disk has no such room.
absl::StatusOr<UniqueFd> CopyDiskImage(const std::string& directory, int image);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_DISK_DISK_IMAGE_H_
