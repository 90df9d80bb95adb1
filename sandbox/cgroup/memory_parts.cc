#include "sandbox/cgroup/memory_parts.h"

#include <algorithm>

#include "sandbox/base/status.h"
#include "sandbox/cgroup/control_directory.h"

namespace assay::sandbox {

absl::StatusOr<MemoryParts> ParseMemoryStat(absl::string_view text, int version) {
  MemoryParts parts;
  ASSAY_ASSIGN_OR_RETURN(parts.shared_bytes, ParseKeyedNumber(text, "shmem"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t file,
                         ParseKeyedNumber(text, version == 1 ? "cache" : "file"));
  // Counters of several cpus, which the kernel adds up one after the other.
  parts.file_bytes = std::max<int64_t>(0, file - parts.shared_bytes);
  return parts;
}

}  // namespace assay::sandbox
