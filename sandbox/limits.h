#ifndef ASSAY_SANDBOX_LIMITS_H_
#define ASSAY_SANDBOX_LIMITS_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace assay::sandbox {

inline constexpr int64_t kMebibyte = int64_t{1} << 20;

// How fast the disk behind a work directory may be used; see RunSpec::work_on_disk. What is absent
// has no bound.
struct DiskRates {
  // Bytes in a second: from 64 KiB.
  std::optional<int64_t> read_bytes;
  std::optional<int64_t> write_bytes;
  // Operations in a second, as the kernel hands them to the device: from 10.
  std::optional<int64_t> read_operations;
  std::optional<int64_t> write_operations;

  bool any() const {
    return read_bytes.has_value() || write_bytes.has_value() || read_operations.has_value() ||
           write_operations.has_value();
  }
  friend bool operator==(const DiskRates&, const DiskRates&) = default;
};

// The bounds of a run. Every one counts; none can be switched off, and one is on only where it is
// given.
struct Limits {
  // Cpu time, user and system, of all processes together. 1 ms to 1 h.
  absl::Duration cpu_time = absl::Seconds(1);
  // Elapsed time from exec. 1 ms to 24 h.
  absl::Duration wall_time = absl::Seconds(10);
  // Memory of all processes together, files in the work directory included. From 2 MiB: below
  // that the kernel could not charge the exec itself.
  int64_t memory_bytes = 256 * kMebibyte;
  // Standard output and standard error together.
  int64_t output_bytes = 64 * kMebibyte;
  // Size of any one file (RLIMIT_FSIZE).
  int64_t file_size_bytes = 64 * kMebibyte;
  // Stack of the main thread (RLIMIT_STACK).
  int64_t stack_bytes = 256 * kMebibyte;
  // Processes and threads alive at once.
  int task_count = 64;
  // Contents of the work directory, and its number of files and folders.
  int64_t work_bytes = 256 * kMebibyte;
  int64_t work_inodes = 4096;
  // Open descriptors of each process (RLIMIT_NOFILE). At most 1000.
  int open_files = 256;
  // Instructions of all processes together, in user mode, from exec. Absent: no bound. Needs a host
  // that counts them: see Sandbox::CheckInstructionCounter().
  std::optional<int64_t> instructions;
  // Needs a work directory on disk, and a host that can hold a disk back.
  DiskRates disk_rates;
};

// INVALID_ARGUMENT naming the first field that is out of its range.
absl::Status ValidateLimits(const Limits& limits);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_LIMITS_H_
