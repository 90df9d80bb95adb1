#include "sandbox/cgroup/cgroup_v1.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/cgroup/control_directory.h"
#include "sandbox/cgroup/instance.h"
#include "sandbox/cgroup/swap.h"

namespace assay::sandbox {
namespace {

class CgroupV1 : public Cgroup {
 public:
  // One directory for each hierarchy; `index` says which of them has a controller.
  static absl::StatusOr<std::unique_ptr<Cgroup>> Make(std::vector<ControlDirectory> directories,
                                                      const std::map<std::string, size_t>& index,
                                                      const CgroupLimits& limits) {
    auto group = std::unique_ptr<CgroupV1>(new CgroupV1);
    const ControlDirectory& memory = directories[index.at("memory")];
    ASSAY_RETURN_IF_ERROR(LimitMemory(memory, limits.memory_bytes));
    ASSAY_RETURN_IF_ERROR(
        directories[index.at("pids")].Write("pids.max", absl::StrCat(limits.task_count)));
    ASSAY_RETURN_IF_ERROR(LimitCpus(directories[index.at("cpuset")], limits.cpus));

    const ControlDirectory& cpuacct = directories[index.at("cpuacct")];
    ASSAY_ASSIGN_OR_RETURN(group->cpu_usage_, cpuacct.Open("cpuacct.usage", O_RDONLY));
    ASSAY_ASSIGN_OR_RETURN(group->user_usage_, cpuacct.Open("cpuacct.usage_user", O_RDONLY));
    ASSAY_ASSIGN_OR_RETURN(group->peak_memory_, memory.Open("memory.max_usage_in_bytes", O_RDWR));
    ASSAY_ASSIGN_OR_RETURN(group->oom_control_, memory.Open("memory.oom_control", O_RDONLY));
    ASSAY_ASSIGN_OR_RETURN(group->cpu_stat_,
                           directories[index.at("cpu")].Open("cpu.stat", O_RDONLY));
    for (const ControlDirectory& directory : directories) {
      ASSAY_ASSIGN_OR_RETURN(UniqueFd procs, directory.Open("cgroup.procs", O_WRONLY));
      group->procs_.push_back(std::move(procs));
    }
    group->directories_ = std::move(directories);
    return group;
  }

  std::vector<int> EntryDescriptors() const override {
    std::vector<int> descriptors;
    for (const UniqueFd& procs : procs_) descriptors.push_back(procs.get());
    return descriptors;
  }

  absl::Status StartCounting() override {
    procs_.clear();
    ASSAY_RETURN_IF_ERROR(WriteDescriptor(peak_memory_.get(), "0", "memory.max_usage_in_bytes"));
    ASSAY_ASSIGN_OR_RETURN(cpu_baseline_ns_, ReadControlNumber(cpu_usage_.get(), "cpuacct.usage"));
    ASSAY_ASSIGN_OR_RETURN(user_baseline_ns_,
                           ReadControlNumber(user_usage_.get(), "cpuacct.usage_user"));
    return absl::OkStatus();
  }

  absl::StatusOr<absl::Duration> CpuTime() const override {
    ASSAY_ASSIGN_OR_RETURN(const int64_t ns, ReadControlNumber(cpu_usage_.get(), "cpuacct.usage"));
    return absl::Nanoseconds(ns - cpu_baseline_ns_);
  }

  absl::StatusOr<CgroupUsage> ReadUsage() const override {
    CgroupUsage usage;
    ASSAY_ASSIGN_OR_RETURN(const absl::Duration cpu, CpuTime());
    ASSAY_ASSIGN_OR_RETURN(const int64_t user_ns,
                           ReadControlNumber(user_usage_.get(), "cpuacct.usage_user"));
    usage.user_time = std::min(cpu, absl::Nanoseconds(user_ns - user_baseline_ns_));
    usage.system_time = cpu - usage.user_time;
    ASSAY_ASSIGN_OR_RETURN(usage.peak_memory_bytes,
                           ReadControlNumber(peak_memory_.get(), "memory.max_usage_in_bytes"));
    ASSAY_ASSIGN_OR_RETURN(const std::string oom,
                           ReadControl(oom_control_.get(), "memory.oom_control"));
    ASSAY_ASSIGN_OR_RETURN(usage.oom_kills, ParseKeyedNumber(oom, "oom_kill"));
    ASSAY_ASSIGN_OR_RETURN(const std::string stat, ReadControl(cpu_stat_.get(), "cpu.stat"));
    ASSAY_ASSIGN_OR_RETURN(const int64_t throttled_ns, ParseKeyedNumber(stat, "throttled_time"));
    usage.throttled_time = absl::Nanoseconds(throttled_ns);
    return usage;
  }

  absl::Status Remove() override {
    for (ControlDirectory& directory : directories_) ASSAY_RETURN_IF_ERROR(directory.Remove());
    return absl::OkStatus();
  }

 private:
  CgroupV1() = default;

  static absl::Status LimitMemory(const ControlDirectory& memory, int64_t bytes) {
    const std::string value = absl::StrCat(bytes);
    ASSAY_RETURN_IF_ERROR(memory.Write("memory.limit_in_bytes", value));
    if (memory.Has("memory.memsw.limit_in_bytes")) {
      return memory.Write("memory.memsw.limit_in_bytes", value);
    }
    return RequireNoSwap("boot with swapaccount=1");
  }

  // A new cpuset is empty, and mems has to be given before a task can enter.
  static absl::Status LimitCpus(const ControlDirectory& cpuset, const std::string& cpus) {
    ASSAY_ASSIGN_OR_RETURN(
        const std::string mems,
        ReadFile(absl::StrCat(cpuset.path(), "/../cpuset.effective_mems"), 4096));
    ASSAY_RETURN_IF_ERROR(cpuset.Write("cpuset.mems", absl::StripAsciiWhitespace(mems)));
    return cpuset.Write("cpuset.cpus", cpus);
  }

  std::vector<ControlDirectory> directories_;
  std::vector<UniqueFd> procs_;
  UniqueFd cpu_usage_;
  UniqueFd user_usage_;
  UniqueFd peak_memory_;
  UniqueFd oom_control_;
  UniqueFd cpu_stat_;
  int64_t cpu_baseline_ns_ = 0;
  int64_t user_baseline_ns_ = 0;
};

class CgroupV1Manager : public CgroupManager {
 public:
  CgroupV1Manager(CgroupInstance instance, std::map<std::string, size_t> index)
      : instance_(std::move(instance)), index_(std::move(index)) {}

  int version() const override { return 1; }

  absl::StatusOr<std::unique_ptr<Cgroup>> MakeCgroup(const std::string& name,
                                                     const CgroupLimits& limits) override {
    std::vector<ControlDirectory> directories;
    for (const std::string& parent : instance_.directories()) {
      ASSAY_ASSIGN_OR_RETURN(ControlDirectory directory,
                             ControlDirectory::Make(absl::StrCat(parent, "/", name)));
      directories.push_back(std::move(directory));
    }
    return CgroupV1::Make(std::move(directories), index_, limits);
  }

 private:
  const CgroupInstance instance_;
  const std::map<std::string, size_t> index_;
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
    const std::map<std::string, std::string>& mount_points, const std::string& parent) {
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
  return std::make_unique<CgroupV1Manager>(std::move(instance), std::move(index));
}

}  // namespace assay::sandbox
