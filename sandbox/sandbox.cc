#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "sandbox/base/file.h"
#include "sandbox/base/monotonic_clock.h"
#include "sandbox/base/status.h"
#include "sandbox/host/cgroup_features.h"
#include "sandbox/host/counter_features.h"
#include "sandbox/host/disk_features.h"
#include "sandbox/host/host_probe.h"
#include "sandbox/host/host_report.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/launcher/raw_syscall.h"
#include "sandbox/monitor/host_noise.h"
#include "sandbox/monitor/run_state.h"
#include "sandbox/monitor/uncertainty.h"
#include "sandbox/network/egress_router.h"
#include "sandbox/network/network.h"
#include "sandbox/perf/event_counter.h"
#include "sandbox/pool/jail_factory.h"
#include "sandbox/pool/jail_pool.h"
#include "sandbox/pool/jail_shape.h"
#include "sandbox/pool/work_writer.h"

namespace assay::sandbox {
namespace internal {

// What a Sandbox and its runs share: a run may outlive the Sandbox object.
class Supervisor {
 public:
  Supervisor(std::unique_ptr<JailFactory> factory, int pool_depth, std::vector<int> cpus,
             UniqueFd null_device, HostNoise host_noise, std::optional<EgressOptions> egress)
      : factory_(std::move(factory)),
        pool_(factory_.get(), pool_depth),
        cpus_(std::move(cpus)),
        null_device_(std::move(null_device)),
        host_noise_(std::move(host_noise)),
        egress_options_(std::move(egress)) {}

  JailFactory& factory() { return *factory_; }
  bool privileged() const { return factory_->privileged(); }
  JailPool& pool() { return pool_; }
  const std::vector<int>& cpus() const { return cpus_; }
  int null_device() const { return null_device_.get(); }
  const HostNoise& host_noise() const { return host_noise_; }

  // A jail for a run of `shape`. Nobody else is to have a network that a run has; and a ready jail
  // takes the whole room of its disk, also when no run wants it any more.
  absl::StatusOr<std::unique_ptr<Jail>> TakeJail(const JailShape& shape) {
    constexpr int64_t kMostReadyDiskBytes = 64 * kMebibyte;
    const bool ahead = shape.network == nullptr &&
                       (!shape.work_on_disk || shape.work_bytes <= kMostReadyDiskBytes);
    return ahead ? pool_.Take(shape) : factory_->Make(shape);
  }

  // Made at its first use.
  absl::StatusOr<std::shared_ptr<EgressRouter>> EgressOfRuns() {
    if (!egress_options_.has_value()) {
      return absl::FailedPreconditionError(
          "there is no network policy egress here: whoever runs this has named no uplink");
    }
    const absl::MutexLock lock(&egress_mutex_);
    if (egress_ == nullptr) {
      ASSAY_ASSIGN_OR_RETURN(egress_, EgressRouter::Create(*egress_options_));
    }
    return egress_;
  }

  void CountStart(absl::Duration latency) {
    const absl::MutexLock lock(&statistics_mutex_);
    start_latency_.Add(latency);
  }
  Statistics statistics() const {
    Statistics statistics;
    statistics.teardown_latency = factory_->teardown_latency();
    const JailPool::Counts counts = pool_.counts();
    statistics.pool_hit_count = counts.hits;
    statistics.pool_miss_count = counts.misses;
    const absl::MutexLock lock(&statistics_mutex_);
    statistics.start_latency = start_latency_;
    return statistics;
  }

 private:
  const std::unique_ptr<JailFactory> factory_;
  JailPool pool_;
  const std::vector<int> cpus_;
  // What a program without input reads.
  const UniqueFd null_device_;
  const HostNoise host_noise_;
  const std::optional<EgressOptions> egress_options_;
  absl::Mutex egress_mutex_;
  std::shared_ptr<EgressRouter> egress_ ABSL_GUARDED_BY(egress_mutex_);
  mutable absl::Mutex statistics_mutex_;
  LatencyHistogram start_latency_ ABSL_GUARDED_BY(statistics_mutex_);
};

}  // namespace internal

namespace {

using internal::RunState;
using internal::Supervisor;

// The probe takes what it cannot open for something that the host lacks: not so where only
// descriptors are scarce.
absl::Status CheckDescriptors(int any_descriptor) {
  constexpr size_t kNeeded = 4;
  std::vector<UniqueFd> copies(kNeeded);
  for (UniqueFd& copy : copies) {
    copy = UniqueFd(fcntl(any_descriptor, F_DUPFD_CLOEXEC, 0));
    if (!copy.valid()) return ErrnoStatus(errno, "open files to look at the host");
  }
  return absl::OkStatus();
}

std::vector<int> AllowedCpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cpus;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  }
  return cpus;
}

absl::Status CheckStrings(const std::vector<std::string>& strings, absl::string_view field) {
  for (const std::string& text : strings) {
    if (text.find('\0') != std::string::npos) {
      return absl::InvalidArgumentError(absl::StrCat(field, " holds a NUL"));
    }
  }
  return absl::OkStatus();
}

absl::Status ValidateSpec(const RunSpec& spec, const std::vector<int>& cpus) {
  if (spec.argv.empty()) return absl::InvalidArgumentError("argv is empty");
  if (!absl::StartsWith(spec.argv[0], "/")) {
    return absl::InvalidArgumentError(
        absl::StrCat("argv[0] \"", spec.argv[0], "\" is not an absolute path"));
  }
  ASSAY_RETURN_IF_ERROR(CheckStrings(spec.argv, "argv"));
  ASSAY_RETURN_IF_ERROR(CheckStrings(spec.env, "env"));
  if (spec.seccomp == nullptr || spec.seccomp->program.empty()) {
    return absl::InvalidArgumentError("seccomp is missing");
  }
  if (spec.cpu.has_value() && std::find(cpus.begin(), cpus.end(), *spec.cpu) == cpus.end()) {
    return absl::InvalidArgumentError(absl::StrCat("cpu ", *spec.cpu, " is not available"));
  }
  ASSAY_RETURN_IF_ERROR(ValidateLimits(spec.limits));
  if (spec.limits.disk_rates.any() && !spec.work_on_disk) {
    return absl::FailedPreconditionError(
        "a work directory in memory (tmpfs) has no disk to limit: ask for one on disk");
  }
  return absl::OkStatus();
}

JailShape ShapeOf(const RunSpec& spec, const WorkRoom& room, const std::vector<int>& cpus) {
  JailShape shape;
  shape.root = spec.root;
  shape.seccomp = spec.seccomp;
  shape.memory_bytes = spec.limits.memory_bytes;
  shape.task_count = spec.limits.task_count;
  shape.file_size_bytes = spec.limits.file_size_bytes;
  shape.stack_bytes = spec.limits.stack_bytes;
  shape.open_files = spec.limits.open_files;
  shape.work_bytes = spec.limits.work_bytes + room.bytes;
  shape.work_inodes = spec.limits.work_inodes + room.inodes;
  shape.cpus = spec.cpu.has_value() ? absl::StrCat(*spec.cpu) : absl::StrJoin(cpus, ",");
  shape.network = spec.network;
  shape.work_on_disk = spec.work_on_disk;
  shape.limit_disk = spec.limits.disk_rates.any();
  // What is in there would else be gone, or half gone, by the time it is counted.
  shape.keep_work_directory =
      spec.keep_work_directory || spec.details.memory || !spec.work_files.empty();
  return shape;
}

// A counter that starts when the program of `jail` executes.
absl::StatusOr<EventCounter> CountInstructions(const Jail& jail) {
  ASSAY_ASSIGN_OR_RETURN(const pid_t process, jail.cgroup->WaitingProcess());
  ASSAY_ASSIGN_OR_RETURN(EventCounter counter, EventCounter::Open(kInstructionsRetired, process));
  // If it still is the one in there, it was so when the counter was opened: the id had no time to
  // become another's.
  ASSAY_ASSIGN_OR_RETURN(const pid_t now, jail.cgroup->WaitingProcess());
  if (now != process) return absl::UnavailableError("a jail died before it was used");
  return counter;
}

// From now on the disk of `jail` is the program's alone.
absl::Status StartDisk(Jail& jail, const DiskRates& rates) {
  ASSAY_RETURN_IF_ERROR(jail.disk->StartCounting(rates));
  if (!rates.any()) return absl::OkStatus();
  jail.disk_is_limited = true;
  return jail.cgroup->LimitDisk(jail.disk->device(), rates);
}

absl::StatusOr<std::string> EncodeRunRequest(const RunSpec& spec) {
  launcher::RunRequest request = {};
  request.argument_count = spec.argv.size();
  request.environment_count = spec.env.size();
  request.controlling_terminal = spec.controlling_terminal ? 1 : 0;
  std::string message(reinterpret_cast<const char*>(&request), sizeof request);
  for (const auto* strings : {&spec.argv, &spec.env}) {
    for (const std::string& text : *strings) message.append(text.c_str(), text.size() + 1);
  }
  if (message.size() > launcher::kMaxRunRequestBytes ||
      spec.argv.size() + spec.env.size() > launcher::kMaxRunStrings) {
    return absl::InvalidArgumentError(absl::StrCat("argv and env are larger than ",
                                                   launcher::kMaxRunRequestBytes, " bytes or ",
                                                   launcher::kMaxRunStrings, " strings"));
  }
  return message;
}

}  // namespace

Run::Run(std::shared_ptr<RunState> state) : state_(std::move(state)) {}
Run::Run(Run&&) noexcept = default;
Run& Run::operator=(Run&&) noexcept = default;
Run::~Run() = default;

void Run::Kill() { state_->Kill(); }

void Run::Stop(std::optional<Limit> limit) { state_->Stop(limit); }

absl::StatusOr<TaskActivity> Run::Activity(const TalkPipes& pipes) const {
  return state_->Activity(pipes);
}

absl::StatusOr<RunResult> Run::Wait() && { return state_->Wait(); }

Sandbox::Sandbox(std::shared_ptr<Supervisor> supervisor) : supervisor_(std::move(supervisor)) {}
Sandbox::~Sandbox() = default;

bool Sandbox::privileged() const { return supervisor_->privileged(); }

const std::vector<int>& Sandbox::cpus() const { return supervisor_->cpus(); }

absl::StatusOr<std::unique_ptr<Sandbox>> Sandbox::Create(const SandboxOptions& options) {
  if (options.pool_depth < 0 || options.max_jails < 1 || options.max_jails > launcher::kMaxSlots) {
    return absl::InvalidArgumentError("pool_depth or max_jails is out of its range");
  }
  ASSAY_ASSIGN_OR_RETURN(UniqueFd null_device, OpenFile("/dev/null", O_RDONLY));
  ASSAY_RETURN_IF_ERROR(CheckDescriptors(null_device.get()));
  const HostReport host = ProbeHost();
  ASSAY_RETURN_IF_ERROR(CheckRequired(host, options.accepted_weaknesses));
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<JailFactory> factory,
                         JailFactory::Create(options.cgroup_parent, options.max_jails,
                                             host.privileged, options.disk_directory));
  auto supervisor = std::make_shared<Supervisor>(
      std::move(factory), options.pool_depth, AllowedCpus(), std::move(null_device),
      HostNoise::Open(options.cgroup_parent, host.privileged), options.egress);
  ASSAY_RETURN_IF_ERROR(supervisor->pool().Start());
  return std::unique_ptr<Sandbox>(new Sandbox(std::move(supervisor)));
}

absl::Status Sandbox::CheckNetwork() const {
  if (privileged()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "runs have a network where only root makes it: run as root (sudo)");
}

absl::StatusOr<std::shared_ptr<Network>> Sandbox::MakeLoopbackNetwork() const {
  ASSAY_RETURN_IF_ERROR(CheckNetwork());
  return sandbox::MakeLoopbackNetwork();
}

absl::StatusOr<NetworkPair> Sandbox::MakeNetworkPair(const NetworkRates& rates) const {
  ASSAY_RETURN_IF_ERROR(CheckNetwork());
  return sandbox::MakeNetworkPair(rates);
}

absl::StatusOr<std::shared_ptr<Network>> Sandbox::MakeEgressNetwork(
    const NetworkRates& rates, const std::vector<std::string>& allowed) const {
  ASSAY_RETURN_IF_ERROR(CheckNetwork());
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<EgressRouter> router, supervisor_->EgressOfRuns());
  return router->Connect(rates, allowed);
}

absl::Status Sandbox::CheckWorkDisk(const DiskRates& rates) const {
  HostReport host = {.privileged = privileged(),
                     .features = ProbeDisks(privileged(), ReadCgroupFacts(privileged()))};
  for (HostFeature& feature : host.features) {
    feature.required = feature.name == kWorkDiskFeature || rates.any();
  }
  return CheckRequired(host);
}

absl::Status Sandbox::CheckInstructionCounter() const {
  HostFeature counter = ProbeInstructionCounter();
  counter.required = true;
  return CheckRequired({.privileged = privileged(), .features = {std::move(counter)}});
}

Statistics Sandbox::statistics() const { return supervisor_->statistics(); }

absl::StatusOr<Run> Sandbox::Start(RunSpec spec) {
  const int64_t call_time_ns = MonotonicNowNs();
  ASSAY_RETURN_IF_ERROR(ValidateSpec(spec, cpus()));
  const bool count_instructions = spec.details.instructions || spec.limits.instructions.has_value();
  if (count_instructions) ASSAY_RETURN_IF_ERROR(CheckInstructionCounter());
  if (spec.network != nullptr && !spec.network->Claim()) {
    return absl::InvalidArgumentError("network is another run's");
  }
  if (spec.work_on_disk) ASSAY_RETURN_IF_ERROR(CheckWorkDisk(spec.limits.disk_rates));
  ASSAY_ASSIGN_OR_RETURN(const std::string request, EncodeRunRequest(spec));
  ASSAY_ASSIGN_OR_RETURN(OutputStream out, OutputStream::Create(std::move(spec.stdout_target)));
  ASSAY_ASSIGN_OR_RETURN(OutputStream err, OutputStream::Create(std::move(spec.stderr_target)));
  ASSAY_ASSIGN_OR_RETURN(const WorkRoom room, MeasureWorkFiles(spec.work_files));
  const JailShape shape = ShapeOf(spec, room, cpus());
  const int descriptors[] = {
      spec.stdin_fd.valid() ? spec.stdin_fd.get() : supervisor_->null_device(), out.writer(),
      err.writer()};

  // A ready jail may have died, with the launcher, since it was made; the next is made anew.
  constexpr int kAttempts = 4;
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<std::unique_ptr<Jail>> jail = supervisor_->TakeJail(shape);
    if (absl::IsUnavailable(jail.status()) && attempt < kAttempts) continue;
    ASSAY_RETURN_IF_ERROR(jail.status());
    if (!spec.work_files.empty()) {
      const absl::Status written =
          WriteWorkFiles((*jail)->work_directory.get(), (*jail)->program_host_id, spec.work_files);
      if (!written.ok()) {
        supervisor_->factory().Discard(*std::move(jail));
        return AsHostFault(written);
      }
    }
    if ((*jail)->disk != nullptr) {
      const absl::Status started = StartDisk(**jail, spec.limits.disk_rates);
      if (!started.ok()) {
        supervisor_->factory().Discard(*std::move(jail));
        return AsHostFault(started);
      }
    }
    std::optional<EventCounter> instructions;
    if (count_instructions) {
      absl::StatusOr<EventCounter> counter = CountInstructions(**jail);
      if (!counter.ok()) {
        const bool died = !(*jail)->IsAlive();
        supervisor_->factory().Discard(*std::move(jail));
        if (died && attempt < kAttempts) continue;
        return counter.status();
      }
      instructions = *std::move(counter);
    }
    const int64_t start_time_ns = MonotonicNowNs();
    const long sent = launcher::SendMessage((*jail)->control.get(), request.data(), request.size(),
                                            descriptors, 3);
    if (sent < 0) {
      supervisor_->factory().Discard(*std::move(jail));
      if ((sent == -EPIPE || sent == -ECONNRESET) && attempt < kAttempts) continue;
      return ErrnoStatus(static_cast<int>(-sent), "send a run request");
    }
    supervisor_->pool().Started(**jail);
    supervisor_->CountStart(absl::Nanoseconds(start_time_ns - call_time_ns));
    out.ProgramHasWriter();
    err.ProgramHasWriter();
    RunState::Parts parts;
    parts.jail = *std::move(jail);
    parts.out = std::move(out);
    parts.err = std::move(err);
    parts.hold_output = std::move(spec.hold_output);
    parts.limits = spec.limits;
    parts.instructions = std::move(instructions);
    parts.memory_parts = spec.details.memory;
    parts.cpu_count = spec.cpu.has_value() ? 1 : static_cast<int>(cpus().size());
    parts.program = spec.argv[0];
    parts.start_time_ns = start_time_ns;
    if (spec.time_past_limit) parts.cpu_time_margin = CpuTimeMargin(spec.limits.cpu_time);
    parts.host_noise = &supervisor_->host_noise();
    parts.cpu = spec.cpu;
    parts.on_cpu_time = std::move(spec.on_cpu_time);
    return Run(std::make_shared<RunState>(
        std::move(parts), [supervisor = supervisor_](std::unique_ptr<Jail> finished) {
          supervisor->pool().GiveBack(std::move(finished));
        }));
  }
}

}  // namespace assay::sandbox
