#include "sandbox/limits.h"

#include "absl/strings/str_cat.h"

namespace assay::sandbox {
namespace {

// More than a cpu retires in the longest run.
constexpr int64_t kMostInstructions = 1'000'000'000'000'000;
constexpr int64_t kTebibyte = int64_t{1} << 40;

absl::Status CheckRange(absl::string_view field, absl::Duration value, absl::Duration least,
                        absl::Duration most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, " is ", absl::FormatDuration(value), "; it must be between ",
                   absl::FormatDuration(least), " and ", absl::FormatDuration(most)));
}

absl::Status CheckRange(absl::string_view field, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, " is ", value, "; it must be between ", least, " and ", most));
}

// Slower, what one system call has begun could take days, during which its process cannot die.
absl::Status CheckDiskBytes(absl::string_view field, const std::optional<int64_t>& value) {
  return CheckRange(field, value.value_or(kTebibyte), 64 * 1024, kTebibyte);
}

absl::Status CheckDiskOperations(absl::string_view field, const std::optional<int64_t>& value) {
  constexpr int64_t kMost = 1'000'000'000;
  return CheckRange(field, value.value_or(kMost), 10, kMost);
}

}  // namespace

absl::Status ValidateLimits(const Limits& limits) {
  const DiskRates& disk = limits.disk_rates;
  const absl::Status checks[] = {
      CheckRange("cpu_time", limits.cpu_time, absl::Milliseconds(1), absl::Hours(1)),
      CheckRange("wall_time", limits.wall_time, absl::Milliseconds(1), absl::Hours(24)),
      CheckRange("memory_bytes", limits.memory_bytes, 2 * kMebibyte, kTebibyte),
      CheckRange("output_bytes", limits.output_bytes, 1, kTebibyte),
      CheckRange("file_size_bytes", limits.file_size_bytes, 1, kTebibyte),
      CheckRange("stack_bytes", limits.stack_bytes, 64 * 1024, kTebibyte),
      CheckRange("task_count", limits.task_count, 1, 32768),
      CheckRange("work_bytes", limits.work_bytes, 4096, kTebibyte),
      CheckRange("work_inodes", limits.work_inodes, 2, int64_t{1} << 31),
      CheckRange("open_files", limits.open_files, 4, 1000),
      CheckRange("instructions", limits.instructions.value_or(1), 1, kMostInstructions),
      CheckDiskBytes("disk_rates.read_bytes", disk.read_bytes),
      CheckDiskBytes("disk_rates.write_bytes", disk.write_bytes),
      CheckDiskOperations("disk_rates.read_operations", disk.read_operations),
      CheckDiskOperations("disk_rates.write_operations", disk.write_operations),
  };
  for (const absl::Status& check : checks) {
    if (!check.ok()) return check;
  }
  return absl::OkStatus();
}

}  // namespace assay::sandbox
