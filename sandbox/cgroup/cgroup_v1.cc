#include "sandbox/cgroup/cgroup_v1.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/cgroup/control_directory.h"
#include "sandbox/cgroup/instance.h"
#include "sandbox/cgroup/swap.h"

namespace assay::sandbox {
namespace {

// A new cpuset is empty, and mems has to be given before a task can enter.
absl::Status LimitCpus(const ControlDirectory& cpuset, const std::string& cpus) {
  ASSAY_ASSIGN_OR_RETURN(const std::string mems,
                         ReadFile(absl::StrCat(cpuset.path(), "/../cpuset.effective_mems"), 4096));
  ASSAY_RETURN_IF_ERROR(cpuset.Write("cpuset.mems", absl::StripAsciiWhitespace(mems)));
  return cpuset.Write("cpuset.cpus", cpus);
}

// The root group of the blkio controller, in which the disks of runs are limited. Each run's disk
// is a device of its own, so that a limit in this group is the run's alone; and it holds in one
// bucket what the run reads and writes itself, for which its processes enter the group, and what
// the kernel's threads write later, which version 1 counts for the root group whoever has written
// it. Thread-safe.
class BlkioRoot {
 public:
  // `directory`: where the controller is mounted; empty when it is not.
  explicit BlkioRoot(std::string directory) : directory_(std::move(directory)) {}

  // cgroup.procs, owned by this object. FAILED_PRECONDITION when disks cannot be limited.
  absl::StatusOr<int> Procs() {
    const absl::MutexLock lock(&mutex_);
    if (procs_.valid()) return procs_.get();
    if (directory_.empty()) {
      return absl::FailedPreconditionError(
          "no cgroup controller \"blkio\", which limits disks: mount -t cgroup -o blkio cgroup "
          "/sys/fs/cgroup/blkio");
    }
    // Only the root group has a release agent, and in a kernel with throttling such a file.
    for (const char* file : {"release_agent", "blkio.throttle.write_bps_device"}) {
      const std::string path = absl::StrCat(directory_, "/", file);
      if (access(path.c_str(), F_OK) == 0) continue;
      return absl::FailedPreconditionError(
          absl::StrCat("disks cannot be limited, for there is no ", path,
                       ": run outside of containers, on a kernel with CONFIG_BLK_DEV_THROTTLING"));
    }
    ASSAY_ASSIGN_OR_RETURN(procs_, OpenFile(directory_ + "/cgroup.procs", O_WRONLY));
    return procs_.get();
  }

  absl::Status Limit(const std::string& device, const DiskRates& rates) const {
    const struct {
      const char* file;
      const std::optional<int64_t>& rate;
    } kRates[] = {{"read_bps_device", rates.read_bytes},
                  {"write_bps_device", rates.write_bytes},
                  {"read_iops_device", rates.read_operations},
                  {"write_iops_device", rates.write_operations}};
    for (const auto& [file, rate] : kRates) {
      // 0: no bound.
      ASSAY_RETURN_IF_ERROR(WriteControlFile(absl::StrCat(directory_, "/blkio.throttle.", file),
                                             absl::StrCat(device, " ", rate.value_or(0))));
    }
    return absl::OkStatus();
  }

 private:
  const std::string directory_;
  absl::Mutex mutex_;
  UniqueFd procs_ ABSL_GUARDED_BY(mutex_);
};

class CgroupV1 : public Cgroup {
 public:
  // One directory for each hierarchy, `index` says which of them has a controller; empty for the
  // hierarchies that have standing groups. `standing_procs`: cgroup.procs of those, not owned.
  static absl::StatusOr<std::unique_ptr<Cgroup>> Make(std::vector<ControlDirectory> directories,
                                                      const std::map<std::string, size_t>& index,
                                                      const CgroupLimits& limits,
                                                      std::vector<int> standing_procs,
                                                      const BlkioRoot* blkio) {
    auto group = std::unique_ptr<CgroupV1>(new CgroupV1);
    const ControlDirectory& memory = directories[index.at("memory")];
    ASSAY_RETURN_IF_ERROR(LimitMemory(memory, limits.memory_bytes));
    if (limits.network) ASSAY_RETURN_IF_ERROR(LimitSockets(memory, limits.memory_bytes));
    ASSAY_RETURN_IF_ERROR(
        directories[index.at("pids")].Write("pids.max", absl::StrCat(limits.task_count)));
    if (const ControlDirectory& cpuset = directories[index.at("cpuset")]; !cpuset.path().empty()) {
      ASSAY_RETURN_IF_ERROR(LimitCpus(cpuset, limits.cpus));
    }

    const ControlDirectory& cpuacct = directories[index.at("cpuacct")];
    ASSAY_ASSIGN_OR_RETURN(group->cpu_usage_, cpuacct.Open("cpuacct.usage", O_RDWR));
    ASSAY_ASSIGN_OR_RETURN(group->user_usage_, cpuacct.Open("cpuacct.usage_user", O_RDONLY));
    ASSAY_ASSIGN_OR_RETURN(group->peak_memory_, memory.Open("memory.max_usage_in_bytes", O_RDWR));
    ASSAY_ASSIGN_OR_RETURN(group->oom_control_, memory.Open("memory.oom_control", O_RDONLY));
    for (const ControlDirectory& directory : directories) {
      if (directory.path().empty()) continue;
      ASSAY_ASSIGN_OR_RETURN(UniqueFd procs, directory.Open("cgroup.procs", O_WRONLY));
      group->procs_.push_back(std::move(procs));
    }
    group->directories_ = std::move(directories);
    group->standing_procs_ = std::move(standing_procs);
    group->blkio_ = blkio;
    group->memory_index_ = index.at("memory");
    return group;
  }

  std::vector<int> EntryDescriptors() const override {
    std::vector<int> descriptors = standing_procs_;
    for (const UniqueFd& procs : procs_) descriptors.push_back(procs.get());
    return descriptors;
  }

  absl::Status StartCounting() override {
    procs_.clear();
    ASSAY_RETURN_IF_ERROR(WriteDescriptor(peak_memory_.get(), "0", "memory.max_usage_in_bytes"));
    // Sets back user and system time, too.
    return WriteDescriptor(cpu_usage_.get(), "0", "cpuacct.usage");
  }

  absl::StatusOr<absl::Duration> CpuTime() const override {
    ASSAY_ASSIGN_OR_RETURN(const int64_t ns, ReadControlNumber(cpu_usage_.get(), "cpuacct.usage"));
    return absl::Nanoseconds(ns);
  }

  absl::StatusOr<CgroupUsage> ReadUsage() const override {
    CgroupUsage usage;
    ASSAY_ASSIGN_OR_RETURN(const absl::Duration cpu, CpuTime());
    ASSAY_ASSIGN_OR_RETURN(const int64_t user_ns,
                           ReadControlNumber(user_usage_.get(), "cpuacct.usage_user"));
    usage.user_time = std::min(cpu, absl::Nanoseconds(user_ns));
    usage.system_time = cpu - usage.user_time;
    ASSAY_ASSIGN_OR_RETURN(usage.peak_memory_bytes,
                           ReadControlNumber(peak_memory_.get(), "memory.max_usage_in_bytes"));
    ASSAY_ASSIGN_OR_RETURN(const std::string oom,
                           ReadControl(oom_control_.get(), "memory.oom_control"));
    ASSAY_ASSIGN_OR_RETURN(usage.oom_kills, ParseKeyedNumber(oom, "oom_kill"));
    // No quota is set, so throttled_time is none.
    return usage;
  }

  absl::StatusOr<MemoryParts> ReadMemoryParts() const override {
    ASSAY_ASSIGN_OR_RETURN(const std::string stat, memory().Read("memory.stat"));
    ASSAY_ASSIGN_OR_RETURN(MemoryParts parts, ParseMemoryStat(stat, /*version=*/1));
    // Not where the kernel was told to charge no kernel memory.
    const std::string peak_file = "memory.kmem.max_usage_in_bytes";
    if (memory().Has(peak_file)) {
      ASSAY_ASSIGN_OR_RETURN(const std::string peak, memory().Read(peak_file));
      ASSAY_ASSIGN_OR_RETURN(parts.kernel_peak_bytes, ParseControlNumber(peak, peak_file));
    }
    return parts;
  }

  absl::StatusOr<pid_t> WaitingProcess() const override { return ReadOnlyProcess(memory()); }

  absl::StatusOr<std::vector<pid_t>> Tasks() const override { return ReadTasks(memory(), "tasks"); }

  absl::Status LimitDisk(const std::string& device, const DiskRates& rates) const override {
    return blkio_->Limit(device, rates);
  }

  absl::Status Remove() override {
    for (ControlDirectory& directory : directories_) ASSAY_RETURN_IF_ERROR(directory.Remove());
    return absl::OkStatus();
  }

 private:
  CgroupV1() = default;

  const ControlDirectory& memory() const { return directories_[memory_index_]; }

  static absl::Status LimitMemory(const ControlDirectory& memory, int64_t bytes) {
    const std::string value = absl::StrCat(bytes);
    ASSAY_RETURN_IF_ERROR(memory.Write("memory.limit_in_bytes", value));
    if (memory.Has("memory.memsw.limit_in_bytes")) {
      return memory.Write("memory.memsw.limit_in_bytes", value);
    }
    return RequireNoSwap("boot with swapaccount=1");
  }

  // What waits in sockets of IP, UDP's too, is charged to nobody before this file is written, and
  // to a counter of its own afterwards. At its limit packets are lost, and TCP waits.
  static absl::Status LimitSockets(const ControlDirectory& memory, int64_t memory_bytes) {
    constexpr int64_t kMost = 64 * kMebibyte;
    return memory.Write("memory.kmem.tcp.limit_in_bytes",
                        absl::StrCat(std::min(memory_bytes, kMost)));
  }

  std::vector<ControlDirectory> directories_;
  size_t memory_index_ = 0;
  std::vector<UniqueFd> procs_;
  UniqueFd cpu_usage_;
  UniqueFd user_usage_;
  UniqueFd peak_memory_;
  UniqueFd oom_control_;
  std::vector<int> standing_procs_;
  // Not owned.
  const BlkioRoot* blkio_ = nullptr;
};

// Groups that outlive runs, one for each list of cpus, in the hierarchies of a host that have no
// controller but cpu and cpuset. These count nothing and keep nothing of a run, and making a cpuset
// has the kernel plan its scheduling domains anew. Thread-safe.
class StandingGroups {
 public:
  // Directories of the instance in such hierarchies.
  // They outlive this object.
  explicit StandingGroups(std::vector<const ControlParent*> parents)
      : parents_(std::move(parents)) {}

  // cgroup.procs of the groups for `cpus`, owned by this object.
  absl::StatusOr<std::vector<int>> Procs(const std::string& cpus) {
    absl::MutexLock lock(&mutex_);
    std::vector<Group>& groups = groups_[cpus];
    // What an earlier failure left out is tried again.
    for (size_t i = groups.size(); i < parents_.size(); ++i) {
      Group group;
      ASSAY_ASSIGN_OR_RETURN(group.directory,
                             ControlDirectory::Make(*parents_[i], absl::StrCat("cpus-", cpus)));
      if (group.directory.Has("cpuset.cpus")) {
        ASSAY_RETURN_IF_ERROR(LimitCpus(group.directory, cpus));
      }
      ASSAY_ASSIGN_OR_RETURN(group.procs, group.directory.Open("cgroup.procs", O_WRONLY));
      groups.push_back(std::move(group));
    }
    std::vector<int> procs;
    procs.reserve(groups.size());
    for (const Group& group : groups) procs.push_back(group.procs.get());
    return procs;
  }

 private:
  struct Group {
    ControlDirectory directory;
    UniqueFd procs;
  };

  const std::vector<const ControlParent*> parents_;
  absl::Mutex mutex_;
  // By their lists of cpus.
  std::map<std::string, std::vector<Group>> groups_ ABSL_GUARDED_BY(mutex_);
};

// The hierarchies of `index` that have no controller but cpu and cpuset.
std::set<size_t> StandingHierarchies(const std::map<std::string, size_t>& index) {
  std::set<size_t> standing = {index.at("cpu"), index.at("cpuset")};
  for (const char* counting : {"cpuacct", "memory", "pids"}) standing.erase(index.at(counting));
  return standing;
}

std::vector<const ControlParent*> Select(const std::vector<ControlParent>& directories,
                                         const std::set<size_t>& hierarchies) {
  std::vector<const ControlParent*> selected;
  selected.reserve(hierarchies.size());
  for (const size_t hierarchy : hierarchies) selected.push_back(&directories[hierarchy]);
  return selected;
}

class CgroupV1Manager : public CgroupManager {
 public:
  CgroupV1Manager(CgroupInstance instance, std::map<std::string, size_t> index,
                  const std::string& blkio)
      : instance_(std::move(instance)),
        index_(std::move(index)),
        standing_(StandingHierarchies(index_)),
        standing_groups_(Select(instance_.directories(), standing_)),
        blkio_(blkio) {}

  int version() const override { return 1; }

  absl::StatusOr<std::unique_ptr<Cgroup>> MakeCgroup(const std::string& name,
                                                     const CgroupLimits& limits) override {
    ASSAY_ASSIGN_OR_RETURN(std::vector<int> standing_procs, standing_groups_.Procs(limits.cpus));
    if (limits.disk) {
      ASSAY_ASSIGN_OR_RETURN(const int procs, blkio_.Procs());
      standing_procs.push_back(procs);
    }
    std::vector<ControlDirectory> directories(instance_.directories().size());
    for (size_t i = 0; i < directories.size(); ++i) {
      if (standing_.contains(i)) continue;
      ASSAY_ASSIGN_OR_RETURN(directories[i],
                             ControlDirectory::Make(instance_.directories()[i], name));
    }
    return CgroupV1::Make(std::move(directories), index_, limits, std::move(standing_procs),
                          &blkio_);
  }

 private:
  const CgroupInstance instance_;
  const std::map<std::string, size_t> index_;
  const std::set<size_t> standing_;
  StandingGroups standing_groups_;
  BlkioRoot blkio_;
};

// A new cpuset directory gets all that its parent has, or no child could have any.
absl::Status InheritCpuset(const std::string& directory) {
  if (access(absl::StrCat(directory, "/cpuset.cpus").c_str(), F_OK) != 0) return absl::OkStatus();
  for (const char* file : {"cpus", "mems"}) {
    ASSAY_ASSIGN_OR_RETURN(const std::string value,
                           ReadFile(absl::StrCat(directory, "/../cpuset.effective_", file), 4096));
    ASSAY_RETURN_IF_ERROR(WriteControlFile(absl::StrCat(directory, "/cpuset.", file),
                                           absl::StripAsciiWhitespace(value)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<CgroupManager>> CreateCgroupV1(
    const std::map<std::string, std::string>& mount_points, const std::string& blkio,
    const std::string& parent) {
  std::vector<std::string> roots;
  std::map<std::string, size_t> index;
  for (const char* controller : kV1Controllers) {
    const std::string& root = mount_points.at(controller);
    const auto found = std::find(roots.begin(), roots.end(), root);
    index[controller] = found - roots.begin();
    if (found == roots.end()) roots.push_back(root);
  }
  ASSAY_ASSIGN_OR_RETURN(CgroupInstance instance,
                         CgroupInstance::Create(roots, parent, InheritCpuset));
  return std::make_unique<CgroupV1Manager>(std::move(instance), std::move(index), blkio);
}

}  // namespace assay::sandbox
