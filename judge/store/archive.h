#ifndef ASSAY_JUDGE_STORE_ARCHIVE_H_
#define ASSAY_JUDGE_STORE_ARCHIVE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::judge {

// Bounds of one UnpackArchive().
struct ArchiveLimits {
  // Of the contents of all files.
  int64_t total_bytes = int64_t{2} << 30;
  // Files and folders, those included that are only on the way to others.
  int64_t entries = 200'000;
  // Names in a path.
  int depth = 16;
  // Of the file system. With less left, unpacking stops with RESOURCE_EXHAUSTED.
  int64_t min_free_bytes = 0;
};

struct UnpackedFile {
  // Below UnpackedArchive::root.
  std::string path;
  bool executable = false;
  // Of the contents, 32 bytes.
  std::string sha256;
};

struct UnpackedArchive {
  // "NAME" when the archive has all in one folder of that name, as packages are often packed; else
  // empty, for the directory itself.
  std::string root;
  // In the archive's order.
  std::vector<UnpackedFile> files;
  int64_t total_bytes = 0;
  // What was passed over.
  std::vector<std::string> warnings;
};

// Unpacks the archive in the file `archive_fd`, of a format that ArchiveReader knows, into the
// empty directory `directory_fd`, which nobody else writes to. Files get mode 0644, or 0755 with
// the owner's execute bit, folders 0755; owners, times and attributes are left out.
//
// The archive is hostile: only regular files and folders are made, each once and beneath the
// directory. What it says about sizes is not believed: bytes are counted as they come.
// INVALID_ARGUMENT names the entry and what is wrong: a link, device or FIFO, a path that
// CleanEntryPath() refuses, a duplicate, more than a limit allows, or what ArchiveReader refuses.
// Part of the archive is in the directory after an error. Nothing is synced to disk.
absl::StatusOr<UnpackedArchive> UnpackArchive(int archive_fd, int directory_fd,
                                              const ArchiveLimits& limits);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_ARCHIVE_H_
