#include "judge/interact/conversation.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "judge/interact/channel.h"
#include "sandbox/base/monotonic_clock.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr absl::Duration kLongestWallTime = absl::Hours(24);
// Of the sandbox's limits on elapsed time beyond those that are kept here.
constexpr absl::Duration kWallTimeReserve = absl::Seconds(10);
// Between looks at whether the interactor waits.
constexpr absl::Duration kFirstLookInterval = absl::Milliseconds(1);
constexpr absl::Duration kLongestLookInterval = absl::Milliseconds(20);

// While it lives, a write by this thread to a pipe that nobody reads is an error and no signal.
class SigpipeBlock {
 public:
  SigpipeBlock() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGPIPE);
    sigset_t before;
    pthread_sigmask(SIG_BLOCK, &set_, &before);
    was_blocked_ = sigismember(&before, SIGPIPE) == 1;
  }
  ~SigpipeBlock() {
    if (was_blocked_) return;
    // Those that came are this thread's alone.
    const timespec kNow = {0, 0};
    while (sigtimedwait(&set_, nullptr, &kNow) > 0) {
    }
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  }
  SigpipeBlock(const SigpipeBlock&) = delete;
  SigpipeBlock& operator=(const SigpipeBlock&) = delete;

 private:
  sigset_t set_;
  bool was_blocked_ = false;
};

// A run, and the thread that waits for its end.
class Participant {
 public:
  // `wake_fd` is an eventfd(2) that is written to when the run is over, and outlives the object.
  Participant(sandbox::Run run, int wake_fd, Cancellation& cancellation, Cancellation* also)
      : run_(std::move(run)), wake_fd_(wake_fd), registration_(&cancellation, &run_) {
    if (also != nullptr) also_registration_.emplace(also, &run_);
  }
  ~Participant() {
    if (!thread_.joinable()) return;
    run_.Kill();
    thread_.join();
  }
  Participant(const Participant&) = delete;
  Participant& operator=(const Participant&) = delete;

  absl::Status Watch() {
    ASSAY_ASSIGN_OR_RETURN(thread_, StartThread([this] {
                             absl::StatusOr<sandbox::RunResult> result = std::move(run_).Wait();
                             const absl::MutexLock lock(&mutex_);
                             result_ = std::move(result);
                             eventfd_write(wake_fd_, 1);
                           }));
    return absl::OkStatus();
  }
  sandbox::Run& run() { return run_; }
  // Once, when it is there.
  std::optional<absl::StatusOr<sandbox::RunResult>> TakeResult() {
    const absl::MutexLock lock(&mutex_);
    return std::exchange(result_, std::nullopt);
  }

 private:
  sandbox::Run run_;
  const int wake_fd_;
  const Cancellation::Registration registration_;
  std::optional<Cancellation::Registration> also_registration_;
  absl::Mutex mutex_;
  std::optional<absl::StatusOr<sandbox::RunResult>> result_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

bool Succeeded(const sandbox::Outcome& outcome) {
  return outcome == sandbox::Outcome(sandbox::Exited{0});
}

absl::Status InteractorError(const ConversationSpec& spec, const absl::Status& status) {
  if (status.ok() || absl::IsAborted(status)) return status;
  return spec.interactor_error ? spec.interactor_error(status) : Annotate(status, "interactor");
}

class Conversation {
 public:
  struct Parts {
    // What the program says, and what the interactor says.
    Channel& to_interactor;
    Channel& to_program;
    Participant& program;
    Participant& interactor;
    const ConversationSpec& spec;
    // Whether they can also talk over a network, of which nobody is told.
    bool networked = false;
    int wake_fd = -1;
    // From here on.
    absl::Duration program_time;
    absl::Duration interactor_time;
  };

  explicit Conversation(const Parts& parts)
      : parts_(parts),
        program_deadline_ns_(MonotonicNowNs() + absl::ToInt64Nanoseconds(parts.program_time)),
        interactor_deadline_ns_(MonotonicNowNs() +
                                absl::ToInt64Nanoseconds(parts.interactor_time)) {}

  absl::StatusOr<ConversationResult> Run() {
    while (!program_result_.has_value() || !interactor_result_.has_value()) {
      ASSAY_RETURN_IF_ERROR(AwaitEvent());
      ASSAY_RETURN_IF_ERROR(TakeEnds());
      StopWhoSaidTooMuch();
      // What is done may let more be seen.
      Steps last;
      for (Steps steps = NextSteps(Look()); steps != last; steps = NextSteps(Look())) {
        ASSAY_RETURN_IF_ERROR(Act(steps));
        last = steps;
      }
    }
    return Result();
  }

 private:
  absl::Status AwaitEvent() {
    const int64_t now = MonotonicNowNs();
    std::optional<int64_t> until = next_look_ns_;
    for (const int64_t deadline : {program_deadline_ns_, interactor_deadline_ns_}) {
      if (deadline > now) until = std::min(until.value_or(deadline), deadline);
    }
    std::optional<timespec> timeout;
    if (until.has_value()) {
      timeout = absl::ToTimespec(absl::Nanoseconds(std::max<int64_t>(0, *until - now)));
    }
    pollfd fds[] = {
        parts_.to_interactor.Interest(),
        parts_.to_program.Interest(),
        {parts_.wake_fd, POLLIN, 0},
    };
    if (ppoll(fds, std::size(fds), timeout.has_value() ? &*timeout : nullptr, nullptr) < 0) {
      return errno == EINTR ? absl::OkStatus() : ErrnoStatus(errno, "poll a conversation");
    }
    if (fds[0].revents != 0) ASSAY_RETURN_IF_ERROR(parts_.to_interactor.Pump());
    if (fds[1].revents != 0) ASSAY_RETURN_IF_ERROR(parts_.to_program.Pump());
    eventfd_t ignored;
    if (fds[2].revents != 0) eventfd_read(parts_.wake_fd, &ignored);
    return absl::OkStatus();
  }

  absl::Status TakeEnds() {
    if (auto result = parts_.program.TakeResult()) {
      program_result_ = std::move(result);
      if (!program_result_->ok()) parts_.interactor.run().Kill();
      ASSAY_RETURN_IF_ERROR(parts_.to_interactor.SpeakerIsGone());
    }
    if (auto result = parts_.interactor.TakeResult()) {
      interactor_result_ = std::move(result);
      if (!interactor_result_->ok()) {
        parts_.program.run().Kill();
      } else if (!std::holds_alternative<sandbox::Stopped>((*interactor_result_)->outcome)) {
        answer_ = parts_.spec.answer((*interactor_result_)->outcome);
      }
      ASSAY_RETURN_IF_ERROR(parts_.to_program.SpeakerIsGone());
    }
    return absl::OkStatus();
  }

  void StopWhoSaidTooMuch() {
    if (parts_.to_interactor.over_budget()) parts_.program.run().Stop(sandbox::Limit::kOutput);
    if (parts_.to_program.over_budget()) parts_.interactor.run().Stop(sandbox::Limit::kOutput);
  }

  // Asks the kernel only for what matters now.
  Standing Look() {
    Standing standing;
    const bool program_ended = program_result_.has_value();
    const bool interactor_ended = interactor_result_.has_value();
    if (program_ended) {
      standing.program = program_result_->ok() && Succeeded((*program_result_)->outcome)
                             ? Standing::Program::kSucceeded
                             : Standing::Program::kFailed;
    }
    // A stopped one has nothing to say, and the program has ended.
    if (interactor_ended) standing.answer = answer_;
    standing.program_closed = parts_.to_interactor.spent();
    standing.interactor_closed = parts_.to_program.spent();
    standing.interactor_deaf = parts_.to_interactor.deaf();
    const int64_t now = MonotonicNowNs();
    AllowForInteractor(now);
    standing.program_overdue = now >= program_deadline_ns_;
    standing.interactor_overdue = now >= interactor_deadline_ns_;
    standing.program_deaf = parts_.to_program.deaf();
    if (!program_ended &&
        (HasUnpassedEnd(parts_.to_interactor) || IsNewlyDeaf(parts_.to_program))) {
      standing.program_exiting = IsExiting(parts_.program.run());
    }
    if (!interactor_ended &&
        (HasUnpassedEnd(parts_.to_program) || IsNewlyDeaf(parts_.to_interactor))) {
      standing.interactor_exiting = IsExiting(parts_.interactor.run());
    }
    const bool in_vain = standing.program == Standing::Program::kFailed && !interactor_ended;
    next_look_ns_.reset();
    if (in_vain) {
      standing.interactor_waits = InteractorWaits();
      // It may do so later.
      look_interval_ = std::min(2 * look_interval_, kLongestLookInterval);
      next_look_ns_ = now + absl::ToInt64Nanoseconds(look_interval_);
    } else if (!program_ended && !interactor_ended &&
               (standing.program_overdue || standing.interactor_overdue)) {
      standing.interactor_waits = InteractorWaits();
      if (!standing.interactor_waits) Allow(now);
    }
    return standing;
  }

  absl::Status Act(const Steps& steps) {
    Channel& to_interactor = parts_.to_interactor;
    Channel& to_program = parts_.to_program;
    if (steps.stop_program) parts_.program.run().Stop();
    if (steps.stop_program_for_time) parts_.program.run().Stop(sandbox::Limit::kWallTime);
    if (steps.stop_interactor) parts_.interactor.run().Stop();
    if (steps.stop_interactor_for_time) parts_.interactor.run().Stop(sandbox::Limit::kWallTime);
    if (steps.end_input_of_interactor) to_interactor.EndListening();
    if (steps.end_input_of_program) to_program.EndListening();
    if (steps.discard_output_of_program && !to_interactor.discards()) {
      ASSAY_RETURN_IF_ERROR(to_interactor.Discard());
    }
    if (steps.discard_output_of_interactor && !to_program.discards()) {
      ASSAY_RETURN_IF_ERROR(to_program.Discard());
    }
    return absl::OkStatus();
  }

  // The program waits for an interactor that is at work, or hangs: it has its time from now on.
  void Allow(int64_t now) {
    allowed_ = true;
    program_deadline_ns_ = now + absl::ToInt64Nanoseconds(parts_.program_time);
  }
  // The same where the interactor has just said something, the program being late for its sake.
  void AllowForInteractor(int64_t now) {
    const int64_t said = parts_.to_program.bytes();
    if (allowed_ && said > heard_bytes_) Allow(now);
    heard_bytes_ = said;
  }

  static bool HasUnpassedEnd(const Channel& channel) {
    return channel.spent() && channel.has_listener();
  }
  static bool IsNewlyDeaf(const Channel& channel) { return channel.deaf() && !channel.discards(); }

  // Where the kernel does not tell, what closes was closed on purpose.
  static bool IsExiting(const sandbox::Run& run) {
    const absl::StatusOr<sandbox::TaskActivity> activity = run.Activity({});
    return activity.ok() && activity->exiting;
  }

  // Where the kernel does not tell, the program is to blame.
  bool InteractorWaits() const {
    if (parts_.networked) return true;
    const absl::StatusOr<sandbox::TaskActivity> activity =
        parts_.interactor.run().Activity({.input = parts_.to_interactor.listener_pipe(),
                                          .output = parts_.to_program.speaker_pipe()});
    if (!activity.ok()) return true;
    // Nobody but this thread can have given it something since.
    return (activity->reading && parts_.to_interactor.all_read()) ||
           (activity->writing && parts_.to_program.blocked());
  }

  absl::StatusOr<ConversationResult> Result() {
    const absl::Status program = program_result_->status();
    const absl::Status interactor = InteractorError(parts_.spec, interactor_result_->status());
    // The second one was killed for the first one's sake.
    if (!program.ok() && (interactor.ok() || !absl::IsAborted(program))) return program;
    if (!interactor.ok()) return interactor;
    ConversationResult result;
    result.program = *std::move(*program_result_);
    result.interactor = *std::move(*interactor_result_);
    result.answer = answer_.value_or(InteractorAnswer::kBroken);
    result.program.usage.output_bytes += parts_.to_interactor.bytes();
    result.interactor.usage.output_bytes += parts_.to_program.bytes();
    return result;
  }

  const Parts parts_;
  // CLOCK_MONOTONIC.
  int64_t program_deadline_ns_;
  const int64_t interactor_deadline_ns_;
  // Whether the program has more time than it was given, and what the interactor had said then.
  bool allowed_ = false;
  int64_t heard_bytes_ = 0;
  std::optional<absl::StatusOr<sandbox::RunResult>> program_result_;
  std::optional<absl::StatusOr<sandbox::RunResult>> interactor_result_;
  std::optional<InteractorAnswer> answer_;
  // When to look again at whether the interactor waits. Absent: not now.
  std::optional<int64_t> next_look_ns_;
  absl::Duration look_interval_ = kFirstLookInterval;
};

Channel::Observer Observe(Transcript* transcript, bool from_program, int64_t start_ns) {
  if (transcript == nullptr) return nullptr;
  return [transcript, from_program, start_ns](absl::string_view data) {
    transcript->Add(from_program, absl::Nanoseconds(MonotonicNowNs() - start_ns), data);
  };
}

}  // namespace

absl::StatusOr<ConversationResult> RunConversation(sandbox::Sandbox& sandbox, ConversationSpec spec,
                                                   Cancellation& cancellation, Cancellation* also) {
  if (cancellation.cancelled() || (also != nullptr && also->cancelled())) {
    return absl::AbortedError("cancelled");
  }
  const SigpipeBlock sigpipe_block;
  const UniqueFd wake_fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake_fd.valid()) return ErrnoStatus(errno, "eventfd");
  const int64_t start_ns = MonotonicNowNs();
  sandbox::Limits& program_limits = spec.program.limits;
  sandbox::Limits& interactor_limits = spec.interactor.limits;
  const absl::Duration program_time = program_limits.wall_time;

  Channel::Ends from_program;
  Channel::Ends from_interactor;
  ASSAY_ASSIGN_OR_RETURN(
      const std::unique_ptr<Channel> to_interactor,
      Channel::Create(program_limits.output_bytes,
                      Observe(spec.transcript, /*from_program=*/true, start_ns), &from_program));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<Channel> to_program,
                         Channel::Create(interactor_limits.output_bytes,
                                         Observe(spec.transcript, /*from_program=*/false, start_ns),
                                         &from_interactor));
  spec.program.stdin_fd = std::move(from_interactor.listener);
  spec.program.stdout_target = std::move(from_program.speaker);
  spec.interactor.stdin_fd = std::move(from_program.listener);
  spec.interactor.stdout_target = std::move(from_interactor.speaker);
  // Both times are kept here, and by the sandbox where that fails.
  const absl::Duration interactor_time = interactor_limits.wall_time + program_time;
  for (sandbox::Limits* limits : {&program_limits, &interactor_limits}) {
    limits->wall_time = std::min(interactor_time + kWallTimeReserve, kLongestWallTime);
  }

  const bool networked = spec.program.network != nullptr;
  absl::StatusOr<sandbox::Run> interactor_run = sandbox.Start(std::move(spec.interactor));
  if (!interactor_run.ok()) return InteractorError(spec, interactor_run.status());
  ASSAY_ASSIGN_OR_RETURN(sandbox::Run program_run, sandbox.Start(std::move(spec.program)));
  Participant program(std::move(program_run), wake_fd.get(), cancellation, also);
  Participant interactor(*std::move(interactor_run), wake_fd.get(), cancellation, also);
  ASSAY_RETURN_IF_ERROR(program.Watch());
  ASSAY_RETURN_IF_ERROR(interactor.Watch());
  return Conversation({.to_interactor = *to_interactor,
                       .to_program = *to_program,
                       .program = program,
                       .interactor = interactor,
                       .spec = spec,
                       .networked = networked,
                       .wake_fd = wake_fd.get(),
                       .program_time = program_time,
                       .interactor_time = interactor_time})
      .Run();
}

}  // namespace assay::judge
