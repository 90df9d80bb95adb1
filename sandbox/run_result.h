#ifndef ASSAY_SANDBOX_RUN_RESULT_H_
#define ASSAY_SANDBOX_RUN_RESULT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/time/time.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/cgroup/memory_parts.h"
#include "sandbox/network_spec.h"

namespace assay::sandbox {

enum class Limit { kCpuTime, kWallTime, kMemory, kOutput, kFileSize, kInstructions };

struct Exited {
  int exit_code = 0;
  friend bool operator==(const Exited&, const Exited&) = default;
};

struct Signaled {
  int signal = 0;
  friend bool operator==(const Signaled&, const Signaled&) = default;
};

struct LimitExceeded {
  Limit limit = Limit::kCpuTime;
  friend bool operator==(const LimitExceeded&, const LimitExceeded&) = default;
};

struct SyscallDenied {
  // "socket", or "ARCH:NAME" for a foreign architecture.
  std::string name;
  std::array<uint64_t, 6> args{};
  friend bool operator==(const SyscallDenied&, const SyscallDenied&) = default;
};

// The caller ended it with Run::Stop(), because it wanted no more of it.
struct Stopped {
  friend bool operator==(const Stopped&, const Stopped&) = default;
};

// How the run ended; always the program's doing, but for Stopped. What the host did wrong is a
// status instead.
using Outcome = std::variant<Exited, Signaled, LimitExceeded, SyscallDenied, Stopped>;

// What may have disturbed the measurement of a run's time. Absent: the kernel does not tell, or it
// was not asked; see docs/measurement.md.
struct TimeEvidence {
  // Of the program and all its descendants that were waited for, from just before exec. Absent when
  // the run was stopped.
  std::optional<int64_t> voluntary_switches = std::nullopt;
  std::optional<int64_t> involuntary_switches = std::nullopt;
  std::optional<int64_t> major_faults = std::nullopt;
  // Time in which the run could have run and did not, for its cpu had other work. v2: cpu.pressure
  // of the run's group, "some"; v1: the wait of all tasks of the pinned cpu (/proc/schedstat), and
  // so an upper bound.
  std::optional<absl::Duration> run_queue_delay = std::nullopt;
  // What the hypervisor took from the pinned cpu (/proc/stat).
  std::optional<absl::Duration> steal = std::nullopt;
  // Throttled time of the groups above the run's that have a cpu quota.
  std::optional<absl::Duration> outer_throttled_time = std::nullopt;
};

// What was read from and written to the disk behind the work directory, by the run's end: what then
// was in memory only was not written. Operations are the device's, which the kernel makes of
// neighbouring ones.
struct DiskUsage {
  int64_t read_bytes = 0;
  int64_t write_bytes = 0;
  int64_t read_operations = 0;
  int64_t write_operations = 0;
  friend bool operator==(const DiskUsage&, const DiskUsage&) = default;
};

// What all processes of the run used together, read from its control groups.
struct Usage {
  // v1 cpuacct.usage_user and _sys, v2 cpu.stat. The sum is exact; the split is the kernel's
  // estimate.
  absl::Duration user_time;
  absl::Duration system_time;
  // From just before exec to the exit of the program, CLOCK_MONOTONIC.
  absl::Duration wall_time;
  // v1 memory.max_usage_in_bytes, v2 memory.peak: anonymous memory, page cache first touched by the
  // run, work directory and kernel memory. The jail itself is not in it.
  int64_t peak_memory_bytes = 0;
  // v2 pids.peak. v1 does not tell.
  std::optional<int64_t> peak_tasks;
  int64_t oom_kills = 0;
  // Time during which a cpu quota kept the run from running.
  absl::Duration throttled_time;
  // What the run wrote to sinks.
  int64_t output_bytes = 0;
  TimeEvidence time_evidence;
  // Another run of the same work on a quiet host may differ from cpu_time() by this, either way.
  // See CpuTimeUncertainty().
  absl::Duration cpu_time_uncertainty;
  // Instructions that the run's processes retired in user mode, from exec. Absent when they were
  // not to be counted, and when a process left the count by executing a file that it may not read:
  // that exceeds any limit.
  std::optional<int64_t> instructions;
  // Absent without RunDetails::memory.
  std::optional<MemoryParts> memory_parts;
  // Present where the work directory was on disk.
  std::optional<DiskUsage> disk;
  // Present where the run had a network.
  std::optional<NetworkUsage> network;

  absl::Duration cpu_time() const { return user_time + system_time; }
};

// Move-only: owns the work directory's descriptor.
struct RunResult {
  Outcome outcome;
  Usage usage;
  // The directory that was /work, opened for reading, when RunSpec::keep_work_directory,
  // RunSpec::work_files or RunDetails::memory was set.
  // Its files live as long as the descriptor. They are the program's: see CopyRegularFiles().
  UniqueFd work_directory;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_RUN_RESULT_H_
