#include "sandbox/cgroup/cgroup_v2.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/cgroup/control_directory.h"
#include "sandbox/cgroup/instance.h"
#include "sandbox/cgroup/pressure.h"
#include "sandbox/cgroup/swap.h"
#include "sandbox/host/delegated_group.h"

namespace assay::sandbox {
namespace {

class CgroupV2 : public Cgroup {
 public:
  static absl::StatusOr<std::unique_ptr<Cgroup>> Make(ControlDirectory directory,
                                                      const CgroupLimits& limits) {
    auto group = std::unique_ptr<CgroupV2>(new CgroupV2(std::move(directory)));
    const ControlDirectory& files = group->directory_;
    ASSAY_RETURN_IF_ERROR(files.Write("memory.max", absl::StrCat(limits.memory_bytes)));
    if (files.Has("memory.swap.max")) {
      ASSAY_RETURN_IF_ERROR(files.Write("memory.swap.max", "0"));
    } else {
      ASSAY_RETURN_IF_ERROR(RequireNoSwap("boot with swapaccount=1"));
    }
    // One process too large ends the whole run.
    ASSAY_RETURN_IF_ERROR(files.Write("memory.oom.group", "1"));
    ASSAY_RETURN_IF_ERROR(files.Write("pids.max", absl::StrCat(limits.task_count)));
    ASSAY_RETURN_IF_ERROR(files.Write("cpuset.cpus", limits.cpus));
    ASSAY_ASSIGN_OR_RETURN(group->procs_, files.Open("cgroup.procs", O_WRONLY));
    ASSAY_ASSIGN_OR_RETURN(group->cpu_stat_, files.Open("cpu.stat", O_RDONLY));
    ASSAY_ASSIGN_OR_RETURN(group->memory_events_, files.Open("memory.events", O_RDONLY));
    // Writable from 6.12.
    absl::StatusOr<UniqueFd> peak = files.Open("memory.peak", O_RDWR);
    if (!peak.ok()) peak = files.Open("memory.peak", O_RDONLY);
    ASSAY_ASSIGN_OR_RETURN(group->peak_memory_, std::move(peak));
    // From 6.1.
    if (files.Has("pids.peak")) {
      ASSAY_ASSIGN_OR_RETURN(group->peak_tasks_, files.Open("pids.peak", O_RDONLY));
    }
    return group;
  }

  std::vector<int> EntryDescriptors() const override { return {procs_.get()}; }

  absl::Status StartCounting() override {
    procs_.Reset();
    // Before 6.12 the peak can't be reset. Until now the group has held a waiting process with no
    // memory of its own, whose kernel memory was charged where it was made.
    WriteDescriptor(peak_memory_.get(), "0", "memory.peak").IgnoreError();
    ASSAY_ASSIGN_OR_RETURN(baseline_, ReadCpuStat());
    return absl::OkStatus();
  }

  absl::StatusOr<absl::Duration> CpuTime() const override {
    ASSAY_ASSIGN_OR_RETURN(const CpuStat stat, ReadCpuStat());
    return stat.usage - baseline_.usage;
  }

  absl::StatusOr<CgroupUsage> ReadUsage() const override {
    CgroupUsage usage;
    ASSAY_ASSIGN_OR_RETURN(const CpuStat stat, ReadCpuStat());
    const absl::Duration cpu = stat.usage - baseline_.usage;
    usage.user_time = std::min(cpu, stat.user - baseline_.user);
    usage.system_time = cpu - usage.user_time;
    usage.throttled_time = stat.throttled - baseline_.throttled;
    ASSAY_ASSIGN_OR_RETURN(usage.peak_memory_bytes,
                           ReadControlNumber(peak_memory_.get(), "memory.peak"));
    ASSAY_ASSIGN_OR_RETURN(const std::string events,
                           ReadControl(memory_events_.get(), "memory.events"));
    ASSAY_ASSIGN_OR_RETURN(usage.oom_kills, ParseKeyedNumber(events, "oom_kill"));
    if (peak_tasks_.valid()) {
      ASSAY_ASSIGN_OR_RETURN(usage.peak_tasks, ReadControlNumber(peak_tasks_.get(), "pids.peak"));
    }
    return usage;
  }

  // Opened only when it is asked for, which few runs are worth.
  std::optional<absl::Duration> RunQueueDelay() const override {
    const absl::StatusOr<std::string> text = directory_.Read("cpu.pressure");
    return text.ok() ? ParsePressureTotal(*text) : std::nullopt;
  }

  absl::StatusOr<MemoryParts> ReadMemoryParts() const override {
    ASSAY_ASSIGN_OR_RETURN(const std::string stat, directory_.Read("memory.stat"));
    return ParseMemoryStat(stat, /*version=*/2);
  }

  absl::StatusOr<pid_t> WaitingProcess() const override { return ReadOnlyProcess(directory_); }

  absl::StatusOr<std::vector<pid_t>> Tasks() const override {
    return ReadTasks(directory_, "cgroup.threads");
  }

  absl::Status LimitDisk(const std::string& device, const DiskRates& rates) const override {
    const auto text = [](const std::optional<int64_t>& rate) {
      return rate.has_value() ? absl::StrCat(*rate) : "max";
    };
    return directory_.Write("io.max", absl::StrCat(device, " rbps=", text(rates.read_bytes),
                                                   " wbps=", text(rates.write_bytes),
                                                   " riops=", text(rates.read_operations),
                                                   " wiops=", text(rates.write_operations)));
  }

  absl::Status Remove() override { return directory_.Remove(); }

 private:
  struct CpuStat {
    absl::Duration usage;
    absl::Duration user;
    absl::Duration throttled;
  };

  explicit CgroupV2(ControlDirectory directory) : directory_(std::move(directory)) {}

  absl::StatusOr<CpuStat> ReadCpuStat() const {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadControl(cpu_stat_.get(), "cpu.stat"));
    ASSAY_ASSIGN_OR_RETURN(const int64_t usage, ParseKeyedNumber(text, "usage_usec"));
    ASSAY_ASSIGN_OR_RETURN(const int64_t user, ParseKeyedNumber(text, "user_usec"));
    ASSAY_ASSIGN_OR_RETURN(const int64_t throttled, ParseKeyedNumber(text, "throttled_usec"));
    return CpuStat{absl::Microseconds(usage), absl::Microseconds(user),
                   absl::Microseconds(throttled)};
  }

  ControlDirectory directory_;
  UniqueFd procs_;
  UniqueFd cpu_stat_;
  UniqueFd peak_memory_;
  UniqueFd memory_events_;
  UniqueFd peak_tasks_;
  CpuStat baseline_;
};

class CgroupV2Manager : public CgroupManager {
 public:
  // `directories`: those above the instance's, outermost first.
  CgroupV2Manager(CgroupInstance instance, std::vector<std::string> directories)
      : instance_(std::move(instance)), directories_(std::move(directories)) {}

  int version() const override { return 2; }

  absl::StatusOr<std::unique_ptr<Cgroup>> MakeCgroup(const std::string& name,
                                                     const CgroupLimits& limits) override {
    if (limits.disk) ASSAY_RETURN_IF_ERROR(EnableDisk());
    ASSAY_ASSIGN_OR_RETURN(ControlDirectory directory,
                           ControlDirectory::Make(instance_.directories().front(), name));
    return CgroupV2::Make(std::move(directory), limits);
  }

 private:
  // Groups made from now on have the io controller, whose cost nobody pays who does not need it.
  absl::Status EnableDisk() {
    const absl::MutexLock lock(&mutex_);
    if (has_disk_) return absl::OkStatus();
    std::vector<std::string> directories = directories_;
    directories.push_back(instance_.directories().front().path);
    for (const std::string& directory : directories) {
      const absl::Status status = WriteControlFile(directory + "/cgroup.subtree_control", "+io");
      if (status.ok()) continue;
      return absl::FailedPreconditionError(absl::StrCat(
          "no cgroup controller \"io\", which limits disks: ", absl::string_view(status.message()),
          "; enable it above: echo +io > ",
          "cgroup.subtree_control in each parent group, or start the service with Delegate=yes"));
    }
    has_disk_ = true;
    return absl::OkStatus();
  }

  const CgroupInstance instance_;
  const std::vector<std::string> directories_;
  absl::Mutex mutex_;
  bool has_disk_ ABSL_GUARDED_BY(mutex_) = false;
};

// Children of `directory` get every controller that is needed.
absl::Status EnableControllers(const std::string& directory) {
  for (const char* controller : kV2Controllers) {
    ASSAY_RETURN_IF_ERROR(WriteControlFile(absl::StrCat(directory, "/cgroup.subtree_control"),
                                           absl::StrCat("+", controller)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<CgroupManager>> CreateCgroupV2(const std::string& top,
                                                              const std::string& parent) {
  if (absl::Status status = EnableControllers(top); !status.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "can't enable a cgroup v2 controller: ", absl::string_view(status.message()),
        "; no process may be in the group ", top, " itself, and its parent must offer it the ",
        "controller. Without root, start this alone in a group: systemd-run --user --scope -p ",
        "Delegate=yes -- COMMAND"));
  }
  ASSAY_ASSIGN_OR_RETURN(CgroupInstance instance,
                         CgroupInstance::Create({top}, parent, EnableControllers));
  return std::make_unique<CgroupV2Manager>(
      std::move(instance), std::vector<std::string>{top, absl::StrCat(top, "/", parent)});
}

absl::StatusOr<std::unique_ptr<CgroupManager>> CreateDelegatedCgroupV2(const std::string& parent) {
  const std::string top = DelegatedGroup();
  if (top.empty()) return absl::FailedPreconditionError("this process is in no cgroup v2 group");
  const std::string own = absl::StrCat(top, "/", kSupervisorGroup);
  if (mkdir(own.c_str(), 0755) != 0 && errno != EEXIST) {
    return ErrnoStatus(errno, absl::StrCat("mkdir ", own));
  }
  // All threads move.
  ASSAY_RETURN_IF_ERROR(WriteControlFile(own + "/cgroup.procs", absl::StrCat(getpid())));
  return CreateCgroupV2(top, parent);
}

}  // namespace assay::sandbox
