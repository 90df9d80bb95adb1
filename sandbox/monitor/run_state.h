#ifndef ASSAY_SANDBOX_MONITOR_RUN_STATE_H_
#define ASSAY_SANDBOX_MONITOR_RUN_STATE_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "sandbox/limits.h"
#include "sandbox/monitor/classify.h"
#include "sandbox/monitor/host_noise.h"
#include "sandbox/monitor/output_stream.h"
#include "sandbox/monitor/task_activity.h"
#include "sandbox/perf/event_counter.h"
#include "sandbox/pool/jail.h"
#include "sandbox/run_result.h"

namespace assay::sandbox::internal {

// A run from the moment its program was told to start. Kill(), Stop() and Activity() may be called
// from any thread, the rest from one.
class RunState {
 public:
  // Gives the jail up for removal when the run is over.
  using Discard = std::function<void(std::unique_ptr<Jail>)>;

  struct Parts {
    std::unique_ptr<Jail> jail;
    OutputStream out;
    OutputStream err;
    // RunSpec::hold_output.
    std::function<bool()> hold_output;
    Limits limits;
    // Present when instructions are counted.
    std::optional<EventCounter> instructions;
    // Whether to report Usage::memory_parts.
    bool memory_parts = false;
    // How many cpus the run may use at once.
    int cpu_count = 1;
    // argv[0], for messages.
    std::string program;
    // CLOCK_MONOTONIC.
    int64_t start_time_ns = 0;
    // The run is stopped for its cpu time when that is beyond the limit by this.
    absl::Duration cpu_time_margin;
    // Outlives the run.
    const HostNoise* host_noise = nullptr;
    // Which the run is pinned to.
    std::optional<int> cpu;
    // RunSpec::on_cpu_time.
    std::function<void(absl::Duration)> on_cpu_time;
  };

  RunState(Parts parts, Discard discard);
  // Kills the run if it still is under way.
  ~RunState();

  // See Run::Kill().
  void Kill();
  // See Run::Stop().
  void Stop(std::optional<Limit> limit);
  // See Run::Activity().
  absl::StatusOr<TaskActivity> Activity(const TalkPipes& pipes) const;
  // See Run::Wait(). Called once.
  absl::StatusOr<RunResult> Wait();

 private:
  // The steps of Wait(), in their order.
  absl::Status Watch();
  absl::StatusOr<RunResult> Report();
  absl::StatusOr<RunResult> WatchAndReport();
  // What RunDetails wishes for. `usage` has the rest.
  absl::Status ReadDetails(Usage& usage);

  // Whether no process of the jail is left.
  bool IsOver() const { return dead_ || facts_.wait_status.has_value(); }
  // Polls once, until something happens or a limit could be reached, and deals with it.
  absl::Status WatchOnce(absl::Span<char> buffer);
  absl::Status ReadOutput(OutputStream& stream, absl::Span<char> buffer);
  // Reads what is left in the stream's pipe, and closes it.
  absl::Status Drain(OutputStream& stream, absl::Span<char> buffer);
  absl::Status ReadControl();
  void ReadDenial();
  absl::Status CheckTimes();
  // What is known of the run's noise beyond init's counts. Once it is over.
  void GatherTimeEvidence();
  absl::Status CheckInstructions(int64_t now);
  void StopFor(Limit limit);
  void KillJail();
  void KillIfAlive() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Parts parts_;
  const Discard discard_;
  // Set in Watch().
  RunFacts facts_;
  int64_t output_bytes_ = 0;
  absl::Duration wall_time_;
  // When the cpu limit could first be reached, CLOCK_MONOTONIC.
  int64_t next_cpu_check_ns_;
  // From init's last message on, and then with what the host tells.
  TimeEvidence evidence_;
  // What the host had counted when the run had gone on for some time.
  std::optional<NoiseReading> noise_before_;
  // The same for the limit on instructions.
  int64_t next_instruction_check_ns_ = std::numeric_limits<int64_t>::max();
  // After the kill, when patience ends.
  std::optional<int64_t> death_deadline_ns_;
  bool control_open_ = true;
  bool listener_open_ = true;
  bool dead_ = false;

  absl::Mutex mutex_;
  bool killed_by_caller_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_by_caller_ ABSL_GUARDED_BY(mutex_) = false;
  // For which the caller stopped it.
  std::optional<Limit> callers_limit_ ABSL_GUARDED_BY(mutex_);
  // Owned by parts_.jail; -1 when that is given up.
  int pidfd_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::sandbox::internal

#endif  // ASSAY_SANDBOX_MONITOR_RUN_STATE_H_
