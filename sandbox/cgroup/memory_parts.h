#ifndef ASSAY_SANDBOX_CGROUP_MEMORY_PARTS_H_
#define ASSAY_SANDBOX_CGROUP_MEMORY_PARTS_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::sandbox {

// What the kernel tells of a run's memory by kind, all in bytes. It keeps no peak of most kinds:
// these are no parts of one sum. Anonymous memory is not among them, for it is gone when the run
// is over and has no peak of its own.
struct MemoryParts {
  // The most kernel memory at once: page tables, pipes and sockets with what is in them, inodes,
  // and so on. Not necessarily at the moment at which the whole was at its peak. v1
  // memory.kmem.max_usage_in_bytes; v2 does not tell.
  std::optional<int64_t> kernel_peak_bytes;
  // Files in the work directory, and whatever shared memory outlives its last process, at the end.
  // memory.stat "shmem".
  int64_t shared_bytes = 0;
  // Page cache of files on disks, at the end: pages that this run was the first to bring in.
  // memory.stat "file" without "shmem" (v1 calls it "cache").
  int64_t file_bytes = 0;
  friend bool operator==(const MemoryParts&, const MemoryParts&) = default;
};

// What memory.stat of cgroup `version` says. NOT_FOUND when a line is missing.
absl::StatusOr<MemoryParts> ParseMemoryStat(absl::string_view text, int version);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_MEMORY_PARTS_H_
