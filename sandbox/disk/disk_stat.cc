#include "sandbox/disk/disk_stat.h"

#include <array>
#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace assay::sandbox {

// Source: Documentation/block/stat.rst.
absl::StatusOr<DiskUsage> ParseDiskStat(absl::string_view text) {
  // Whatever the device's block size is.
  constexpr int64_t kSectorBytes = 512;
  // Read operations, merges, sectors and milliseconds; the same of writes.
  std::array<int64_t, 7> values{};
  const std::vector<absl::string_view> fields =
      absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  for (size_t i = 0; i < values.size(); ++i) {
    if (i >= fields.size() || !absl::SimpleAtoi(fields[i], &values[i])) {
      return absl::InternalError(absl::StrCat("a disk's stat is \"", text, "\""));
    }
  }
  return DiskUsage{.read_bytes = values[2] * kSectorBytes,
                   .write_bytes = values[6] * kSectorBytes,
                   .read_operations = values[0],
                   .write_operations = values[4]};
}

DiskUsage operator-(const DiskUsage& after, const DiskUsage& before) {
  return {.read_bytes = after.read_bytes - before.read_bytes,
          .write_bytes = after.write_bytes - before.write_bytes,
          .read_operations = after.read_operations - before.read_operations,
          .write_operations = after.write_operations - before.write_operations};
}

}  // namespace assay::sandbox
