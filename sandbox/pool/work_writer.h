#ifndef ASSAY_SANDBOX_POOL_WORK_WRITER_H_
#define ASSAY_SANDBOX_POOL_WORK_WRITER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sandbox/work_file.h"

namespace assay::sandbox {

inline constexpr int kMaxWorkFiles = 4096;

// What work files take of a work directory, rounded up so that runs with files of about the same
// size have jails of the same shape.
struct WorkRoom {
  int64_t bytes = 0;
  int64_t inodes = 0;
};

// INVALID_ARGUMENT for a path or a descriptor that is not as WorkFile asks, a path that stands
// twice or below a file, and more than kMaxWorkFiles.
absl::StatusOr<WorkRoom> MeasureWorkFiles(const std::vector<WorkFile>& files);

// Writes `files`, which were measured, into the empty work directory of a jail whose program does
// not run yet. They belong to the host's user and group `owner`, whose files alone can be in there;
// absent: to this process's user, as without root. The caller's thread is that user meanwhile, for
// the file system only. RESOURCE_EXHAUSTED when a file has grown beyond what was measured.
absl::Status WriteWorkFiles(int work_directory_fd, std::optional<uint32_t> owner,
                            const std::vector<WorkFile>& files);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_WORK_WRITER_H_
