#ifndef ASSAY_SANDBOX_DISK_DISK_STAT_H_
#define ASSAY_SANDBOX_DISK_DISK_STAT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/run_result.h"

namespace assay::sandbox {

// What a block device has done since it was made, of its "stat" file in /sys/block. INTERNAL when
// the text is not in that file's form.
absl::StatusOr<DiskUsage> ParseDiskStat(absl::string_view text);

// What was done between two readings.
DiskUsage operator-(const DiskUsage& after, const DiskUsage& before);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_DISK_DISK_STAT_H_
