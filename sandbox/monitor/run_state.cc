#include "sandbox/monitor/run_state.h"

#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/monotonic_clock.h"
#include "sandbox/base/pidfd.h"
#include "sandbox/base/status.h"
#include "sandbox/exec_failure.h"
#include "sandbox/launcher/launcher_client.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/monitor/uncertainty.h"
#include "sandbox/perf/instruction_limit.h"
#include "sandbox/seccomp/syscall_name.h"

namespace assay::sandbox::internal {
namespace {

using launcher::JailMessage;
using launcher::JailMessageType;

constexpr size_t kBufferBytes = 65536;
constexpr absl::Duration kShortestInstructionWait = absl::Microseconds(500);
// The cpu counter of a running task moves with the scheduler's tick: looking more often is no use.
constexpr absl::Duration kShortestCpuWait = absl::Microseconds(500);
// Shorter runs are not worth the reading of what the host counts, twice.
constexpr int64_t kNoiseAfterNs = 20'000'000;
// While output is held. A pipe's 64 KiB each time are several MB in a second.
constexpr int64_t kHoldNs = 5'000'000;
constexpr absl::Duration kDeathPatience = absl::Seconds(10);

}  // namespace

RunState::RunState(Parts parts, Discard discard)
    : parts_(std::move(parts)),
      discard_(std::move(discard)),
      next_cpu_check_ns_(parts_.start_time_ns +
                         absl::ToInt64Nanoseconds(
                             (parts_.limits.cpu_time + parts_.cpu_time_margin) / parts_.cpu_count)),
      pidfd_(parts_.jail->pidfd.get()) {
  if (parts_.limits.instructions.has_value()) {
    next_instruction_check_ns_ =
        parts_.start_time_ns +
        absl::ToInt64Nanoseconds(LeastTimeOf(*parts_.limits.instructions, parts_.cpu_count));
  }
}

RunState::~RunState() {
  {
    absl::MutexLock lock(&mutex_);
    pidfd_ = -1;
  }
  discard_(std::move(parts_.jail));
}

void RunState::Kill() {
  absl::MutexLock lock(&mutex_);
  killed_by_caller_ = true;
  KillIfAlive();
}

void RunState::Stop(std::optional<Limit> limit) {
  absl::MutexLock lock(&mutex_);
  if (stopped_by_caller_) return;
  stopped_by_caller_ = true;
  callers_limit_ = limit;
  KillIfAlive();
}

void RunState::KillIfAlive() {
  if (pidfd_ < 0) return;
  KillProcess(pidfd_);
  parts_.jail->LiftDiskLimits();
}

absl::StatusOr<TaskActivity> RunState::Activity(const TalkPipes& pipes) const {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<pid_t> tasks, parts_.jail->cgroup->Tasks());
  return LookAtTasks(tasks, pipes);
}

void RunState::KillJail() {
  KillProcess(parts_.jail->pidfd.get());
  parts_.jail->LiftDiskLimits();
  if (!death_deadline_ns_.has_value()) {
    death_deadline_ns_ = MonotonicNowNs() + absl::ToInt64Nanoseconds(kDeathPatience);
  }
}

void RunState::StopFor(Limit limit) {
  if (!facts_.stopped_for.has_value()) facts_.stopped_for = limit;
  KillJail();
}

absl::Status RunState::ReadOutput(OutputStream& stream, absl::Span<char> buffer) {
  const int64_t budget = parts_.limits.output_bytes - output_bytes_;
  ASSAY_ASSIGN_OR_RETURN(const int64_t count, stream.ReadOnce(buffer, budget));
  output_bytes_ += std::min(count, budget);
  if (count > budget) {
    parts_.out.Close();
    parts_.err.Close();
    StopFor(Limit::kOutput);
  }
  return absl::OkStatus();
}

absl::Status RunState::Drain(OutputStream& stream, absl::Span<char> buffer) {
  while (stream.reader() >= 0) {
    const int64_t before = output_bytes_;
    ASSAY_RETURN_IF_ERROR(ReadOutput(stream, buffer));
    if (output_bytes_ == before) stream.Close();
  }
  return absl::OkStatus();
}

absl::Status RunState::ReadControl() {
  JailMessage message = {};
  ssize_t size;
  do {
    size = recv(parts_.jail->control.get(), &message, sizeof message, MSG_DONTWAIT);
    // Told once, by a jail that did not read our request; what it sent before comes after.
  } while (size < 0 && errno == ECONNRESET);
  if (size < 0 && (errno == EINTR || errno == EAGAIN)) return absl::OkStatus();
  if (size < 0) return ErrnoStatus(errno, "receive a jail's message");
  if (size == 0) {
    // Init is gone or about to go; its pidfd tells the rest.
    control_open_ = false;
    return absl::OkStatus();
  }
  if (size != sizeof message) return absl::InternalError("a jail's message is cut off");
  switch (message.type) {
    case JailMessageType::kExited:
      if (message.exec_time_ns == 0) {
        return absl::UnavailableError(
            "the program's process was killed from outside before it could be executed");
      }
      facts_.wait_status = message.wait_status;
      wall_time_ = absl::Nanoseconds(message.exit_time_ns - message.exec_time_ns);
      evidence_.voluntary_switches = message.counts.voluntary_switches;
      evidence_.involuntary_switches = message.counts.involuntary_switches;
      evidence_.major_faults = message.counts.major_faults;
      return absl::OkStatus();
    case JailMessageType::kExecFailed:
      return ExecFailure(message.error_number, parts_.program);
    case JailMessageType::kSetupFailed:
      return ErrnoStatus(message.error_number, StageName(message.stage));
    case JailMessageType::kReady:
      break;
  }
  return absl::InternalError("a jail's message is out of order");
}

void RunState::ReadDenial() {
  seccomp_notif notification;
  std::memset(&notification, 0, sizeof notification);
  // Fails when the caller has died in the meantime.
  if (ioctl(parts_.jail->listener.get(), SECCOMP_IOCTL_NOTIF_RECV, &notification) != 0) return;
  if (!facts_.denied.has_value()) {
    SyscallDenied denied;
    denied.name = SyscallName(notification.data.arch, notification.data.nr);
    std::copy(std::begin(notification.data.args), std::end(notification.data.args),
              denied.args.begin());
    facts_.denied = std::move(denied);
  }
  KillJail();
}

absl::Status RunState::CheckInstructions(int64_t now) {
  ASSAY_ASSIGN_OR_RETURN(const EventCount used, parts_.instructions->Read());
  const int64_t left = *parts_.limits.instructions - used.count;
  if (left < 0) {
    wall_time_ = absl::Nanoseconds(now - parts_.start_time_ns);
    StopFor(Limit::kInstructions);
    return absl::OkStatus();
  }
  const absl::Duration least = LeastTimeOf(left, parts_.cpu_count);
  next_instruction_check_ns_ =
      now + absl::ToInt64Nanoseconds(std::max(least, kShortestInstructionWait));
  return absl::OkStatus();
}

absl::Status RunState::CheckTimes() {
  const int64_t now = MonotonicNowNs();
  if (death_deadline_ns_.has_value()) {
    if (now < *death_deadline_ns_) return absl::OkStatus();
    return absl::DeadlineExceededError("a killed jail did not die in 10 s");
  }
  const absl::Duration elapsed = absl::Nanoseconds(now - parts_.start_time_ns);
  if (!noise_before_.has_value() && now >= parts_.start_time_ns + kNoiseAfterNs) {
    noise_before_ = parts_.host_noise->Read(parts_.cpu);
  }
  if (now >= next_cpu_check_ns_) {
    ASSAY_ASSIGN_OR_RETURN(const absl::Duration used, parts_.jail->cgroup->CpuTime());
    const absl::Duration stop_at = parts_.limits.cpu_time + parts_.cpu_time_margin;
    if (used >= stop_at) {
      wall_time_ = elapsed;
      StopFor(Limit::kCpuTime);
      return absl::OkStatus();
    }
    const absl::Duration least = (stop_at - used) / parts_.cpu_count;
    next_cpu_check_ns_ = now + absl::ToInt64Nanoseconds(std::max(least, kShortestCpuWait));
  }
  if (elapsed >= parts_.limits.wall_time) {
    wall_time_ = elapsed;
    StopFor(Limit::kWallTime);
    return absl::OkStatus();
  }
  return now >= next_instruction_check_ns_ ? CheckInstructions(now) : absl::OkStatus();
}

absl::Status RunState::WatchOnce(absl::Span<char> buffer) {
  // The kernel looks at them in this order. If nobody is left, nothing comes into a pipe after the
  // look at it.
  const bool held = parts_.hold_output && parts_.hold_output();
  pollfd fds[] = {
      {control_open_ ? parts_.jail->control.get() : -1, POLLIN, 0},
      {parts_.jail->pidfd.get(), POLLIN, 0},
      {held ? -1 : parts_.out.reader(), POLLIN, 0},
      {held ? -1 : parts_.err.reader(), POLLIN, 0},
      {listener_open_ ? parts_.jail->listener.get() : -1, POLLIN, 0},
  };
  const auto& [control, init, out, err, listener] = fds;
  int64_t deadline = death_deadline_ns_.value_or(
      std::min(std::min(next_cpu_check_ns_, next_instruction_check_ns_),
               parts_.start_time_ns + absl::ToInt64Nanoseconds(parts_.limits.wall_time)));
  if (!noise_before_.has_value()) {
    deadline = std::min(deadline, parts_.start_time_ns + kNoiseAfterNs);
  }
  if (held) deadline = std::min(deadline, MonotonicNowNs() + kHoldNs);
  const timespec timeout =
      absl::ToTimespec(absl::Nanoseconds(std::max<int64_t>(0, deadline - MonotonicNowNs())));
  if (ppoll(fds, std::size(fds), &timeout, nullptr) < 0) {
    return errno == EINTR ? absl::OkStatus() : ErrnoStatus(errno, "poll a run's descriptors");
  }
  if (listener.revents & POLLIN) {
    ReadDenial();
  } else if (listener.revents != 0) {
    listener_open_ = false;  // Nobody is left under the filter.
  }
  if (out.revents != 0) ASSAY_RETURN_IF_ERROR(ReadOutput(parts_.out, buffer));
  if (err.revents != 0 && parts_.err.reader() >= 0) {
    ASSAY_RETURN_IF_ERROR(ReadOutput(parts_.err, buffer));
  }
  if (control.revents != 0) ASSAY_RETURN_IF_ERROR(ReadControl());
  if (init.revents != 0) dead_ = true;
  if (!IsOver()) return CheckTimes();
  // Nobody has looked.
  if (held) return absl::OkStatus();
  if (out.revents == 0) parts_.out.Close();
  if (err.revents == 0) parts_.err.Close();
  return absl::OkStatus();
}

absl::Status RunState::Watch() {
  const auto memory = std::make_unique_for_overwrite<char[]>(kBufferBytes);
  const absl::Span<char> buffer = absl::MakeSpan(memory.get(), kBufferBytes);
  while (!IsOver()) ASSAY_RETURN_IF_ERROR(WatchOnce(buffer));
  // Nobody is left to write. The end of the output is not waited for: we have the pipes' other ends
  // too, and a program may have sent one over a socket which nobody but the kernel's garbage
  // collector closes, at leisure.
  ASSAY_RETURN_IF_ERROR(Drain(parts_.out, buffer));
  ASSAY_RETURN_IF_ERROR(Drain(parts_.err, buffer));
  // Init's last message may have come together with its death.
  if (!facts_.wait_status.has_value() && control_open_) return ReadControl();
  return absl::OkStatus();
}

void RunState::GatherTimeEvidence() {
  if (!noise_before_.has_value()) return;
  AddDifference(parts_.host_noise->Read(parts_.cpu), *noise_before_, evidence_);
  // The group's own figure is the better one.
  if (const std::optional<absl::Duration> delay = parts_.jail->cgroup->RunQueueDelay()) {
    evidence_.run_queue_delay = delay;
  }
}

absl::Status RunState::ReadDetails(Usage& usage) {
  if (parts_.instructions.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const EventCount used, parts_.instructions->Read());
    if (IsWholeRun(used.counted_time, usage.cpu_time())) usage.instructions = used.count;
  }
  if (parts_.memory_parts) {
    ASSAY_ASSIGN_OR_RETURN(usage.memory_parts, parts_.jail->cgroup->ReadMemoryParts());
  }
  return absl::OkStatus();
}

absl::StatusOr<RunResult> RunState::Report() {
  bool stopped = false;
  {
    absl::MutexLock lock(&mutex_);
    if (killed_by_caller_) return absl::AbortedError("the run was killed");
    stopped = stopped_by_caller_;
    // A run that has ended by itself was not stopped.
    if (stopped && !facts_.wait_status.has_value() && !facts_.stopped_for.has_value()) {
      facts_.stopped_for = callers_limit_;
    }
  }
  if (!facts_.wait_status.has_value() && !facts_.stopped_for.has_value() &&
      !facts_.denied.has_value() && !stopped) {
    return absl::UnavailableError(
        "the jail died without being told to: its init or the launcher was killed from outside");
  }
  ASSAY_ASSIGN_OR_RETURN(const CgroupUsage used, parts_.jail->cgroup->ReadUsage());
  RunResult result;
  result.usage.user_time = used.user_time;
  result.usage.system_time = used.system_time;
  result.usage.wall_time = wall_time_;
  result.usage.peak_memory_bytes = used.peak_memory_bytes;
  result.usage.peak_tasks = used.peak_tasks;
  result.usage.oom_kills = used.oom_kills;
  result.usage.throttled_time = used.throttled_time;
  result.usage.output_bytes = output_bytes_;
  if (parts_.jail->disk != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(result.usage.disk, parts_.jail->disk->ReadUsage());
    // Whoever reads what is left in there is no part of the run.
    parts_.jail->LiftDiskLimits();
    if (parts_.jail->work_directory.valid()) parts_.jail->disk->Keep();
  }
  if (parts_.jail->network != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(result.usage.network, parts_.jail->network->ReadUsage());
  }
  GatherTimeEvidence();
  result.usage.time_evidence = evidence_;
  result.usage.cpu_time_uncertainty = CpuTimeUncertainty(result.usage);
  ASSAY_RETURN_IF_ERROR(ReadDetails(result.usage));
  result.outcome = Classify(facts_, result.usage, parts_.limits);
  result.work_directory = std::move(parts_.jail->work_directory);
  return result;
}

absl::StatusOr<RunResult> RunState::Wait() {
  absl::StatusOr<RunResult> result = WatchAndReport();
  if (parts_.on_cpu_time) {
    // A group that cannot be read says nothing worth an error of its own.
    const absl::StatusOr<absl::Duration> used =
        result.ok() ? result->usage.cpu_time() : parts_.jail->cgroup->CpuTime();
    if (used.ok()) parts_.on_cpu_time(*used);
  }
  if (!result.ok()) return AsHostFault(result.status());
  return result;
}

absl::StatusOr<RunResult> RunState::WatchAndReport() {
  ASSAY_RETURN_IF_ERROR(Watch());
  if (wall_time_ == absl::ZeroDuration()) {
    wall_time_ = absl::Nanoseconds(MonotonicNowNs() - parts_.start_time_ns);
  }
  return Report();
}

}  // namespace assay::sandbox::internal
