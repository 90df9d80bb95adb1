#ifndef ASSAY_SANDBOX_CGROUP_CGROUP_H_
#define ASSAY_SANDBOX_CGROUP_CGROUP_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sandbox/cgroup/memory_parts.h"
#include "sandbox/limits.h"

// Control groups of version 1 and 2 behind one interface.

namespace assay::sandbox {

struct CgroupLimits {
  int64_t memory_bytes = 0;
  int64_t task_count = 0;
  // In the kernel's list format, such as "0-1".
  std::string cpus;
  // Whether LimitDisk() is to be called.
  bool disk = false;
  // Whether the run has a network, so that what its sockets hold counts.
  bool network = false;
};

struct CgroupUsage {
  absl::Duration user_time;
  absl::Duration system_time;
  int64_t peak_memory_bytes = 0;
  // Version 1 does not tell.
  std::optional<int64_t> peak_tasks;
  int64_t oom_kills = 0;
  absl::Duration throttled_time;
};

// The control groups of one run: one leaf in each hierarchy. Destruction removes them if they are
// empty. Not thread-safe, but for CpuTime() and Tasks().
class Cgroup {
 public:
  virtual ~Cgroup() = default;

  // Descriptors of cgroup.procs, owned by this object. A process enters by writing "0" to each.
  virtual std::vector<int> EntryDescriptors() const = 0;

  // What was used so far is no part of the bill. Called once, when the program waits inside.
  virtual absl::Status StartCounting() = 0;

  // Cpu time since StartCounting(). Thread-safe.
  virtual absl::StatusOr<absl::Duration> CpuTime() const = 0;

  // Everything since StartCounting(). Final once no process is left inside.
  virtual absl::StatusOr<CgroupUsage> ReadUsage() const = 0;

  // Time in which a task inside waited for a cpu, whatever for. Final as ReadUsage() is. Absent
  // where the kernel does not tell: version 1, and without pressure stall information.
  virtual std::optional<absl::Duration> RunQueueDelay() const { return std::nullopt; }
  // Final once no process is left inside. What was in the work directory counts as long as that is
  // there.
  virtual absl::StatusOr<MemoryParts> ReadMemoryParts() const = 0;

  // The process that waits inside, by its id for this process. Called before it is let go.
  virtual absl::StatusOr<pid_t> WaitingProcess() const = 0;

  // All tasks inside, by their ids for this process. Thread-safe.
  virtual absl::StatusOr<std::vector<pid_t>> Tasks() const = 0;

  // Holds the run back at the block device `device` ("MAJOR:MINOR"), which nobody else uses. Rates
  // that are absent have no bound from now on. For groups made with CgroupLimits::disk.
  // Thread-safe.
  virtual absl::Status LimitDisk(const std::string& device, const DiskRates& rates) const = 0;

  // Removes the groups. FAILED_PRECONDITION while a process is inside.
  virtual absl::Status Remove() = 0;
};

// Makes control groups below PARENT/INSTANCE of each hierarchy, where INSTANCE is this object's own
// and locked while it lives. Thread-safe.
class CgroupManager {
 public:
  // Chooses the version by what is mounted. Removes instances whose owner is dead.
  // FAILED_PRECONDITION names the controller that is missing and the fix. Without `privileged`
  // (see HostReport) PARENT is made in the group that this process is in, which must be of version
  // 2 and delegated to its user, and this process is moved into a child of that group.
  static absl::StatusOr<std::unique_ptr<CgroupManager>> Create(const std::string& parent,
                                                               bool privileged);

  // Removes the instance; groups that still hold processes stay.
  virtual ~CgroupManager() = default;

  // 1 or 2.
  virtual int version() const = 0;

  // `name` is new and has no slash. FAILED_PRECONDITION, with the fix, when a disk cannot be
  // limited here and is to be.
  virtual absl::StatusOr<std::unique_ptr<Cgroup>> MakeCgroup(const std::string& name,
                                                             const CgroupLimits& limits) = 0;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_CGROUP_H_
