#ifndef ASSAY_JUDGE_STORE_PACKAGE_UNPACKER_H_
#define ASSAY_JUDGE_STORE_PACKAGE_UNPACKER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/store/archive.h"

namespace assay::judge {

// Lower-case hexadecimal SHA-256 over, in the order of their paths as bytes, each file's path, a
// NUL byte, "x" for an executable one or "-", and the 32 bytes of the SHA-256 of its contents.
std::string DigestOfFiles(std::vector<UnpackedFile> files);

// A problem package that can be judged.
struct UnpackedPackage {
  // Its folder.
  std::string path;
  std::string digest;
  // Of its files.
  int64_t size_bytes = 0;
  // Empty when it has none.
  std::string name;
  int test_count = 0;
  std::vector<std::string> warnings;
};

// Unpacks the archive in the file `archive_fd` to a folder somewhere below `folder`, and reads it
// with ReadPackage(). INVALID_ARGUMENT: the archive or the package is at fault; the message has
// paths within the package only. `folder` must be empty, and has what was unpacked, of whatever
// use, afterwards. Nothing is synced to disk.
absl::StatusOr<UnpackedPackage> UnpackPackage(int archive_fd, const std::string& folder,
                                              const ArchiveLimits& limits);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_PACKAGE_UNPACKER_H_
