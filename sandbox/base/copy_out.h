#ifndef ASSAY_SANDBOX_BASE_COPY_OUT_H_
#define ASSAY_SANDBOX_BASE_COPY_OUT_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {

// Bounds of one CopyRegularFiles(). `entries` counts everything that is looked at, wanted or not.
struct CopyOutLimits {
  int64_t total_bytes = int64_t{256} << 20;
  int files = 1024;
  int entries = 65536;
  int depth = 32;
};

// Copies files out of a directory that a hostile program wrote, below `source_fd`, to the same
// relative paths below `destination_fd`, where none of them may exist. Taken are regular files
// whose base name satisfies `wanted`; symbolic links, FIFOs, sockets, devices and other mounts are
// left out and never opened for their contents. Folders are made as needed, files get mode 0755 or
// 0644 after their owner's execute bit, and hard links become files of their own.
//
// Every step is openat2(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV) from a descriptor
// (Linux 5.6), so that no link swapped in between leads out. Returns the number of files.
// OUT_OF_RANGE, with part of the files copied, when a limit is passed or, without root, a file's
// mode forbids to read it, and only then.
absl::StatusOr<int> CopyRegularFiles(int source_fd, int destination_fd,
                                     const std::function<bool(absl::string_view)>& wanted,
                                     const CopyOutLimits& limits);

// A regular file that a hostile program wrote below `directory_fd`, open for reading. NOT_FOUND for
// what is not there, is of another kind, is reached by a link or may not be read. Never waits.
absl::StatusOr<UniqueFd> OpenRegularFile(int directory_fd, const std::string& path);

// The first `limit_bytes` of a regular file that a hostile program wrote below `directory_fd`.
// NOT_FOUND for what is not there, is of another kind, is reached by
// a link or may not be read. Never waits.
absl::StatusOr<std::string> ReadRegularFile(int directory_fd, const std::string& path,
                                            int64_t limit_bytes);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_BASE_COPY_OUT_H_
