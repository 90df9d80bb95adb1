#ifndef ASSAY_SANDBOX_SANDBOX_H_
#define ASSAY_SANDBOX_SANDBOX_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sandbox/monitor/task_activity.h"
#include "sandbox/network/network.h"
#include "sandbox/network_spec.h"
#include "sandbox/run_result.h"
#include "sandbox/run_spec.h"
#include "sandbox/statistics.h"

namespace assay::sandbox {

namespace internal {
class Supervisor;
class RunState;
}  // namespace internal

struct SandboxOptions {
  // The least number of ready jails that are kept, while nothing runs, for each kind of run that is
  // in demand; more when more ran at once lately. 0: each jail is made on demand.
  int pool_depth = 2;
  // Jails alive at once, ready and running. At most 1024.
  int max_jails = 256;
  // Name of the control group under which all groups are made: below each controller's root, or,
  // without root, below the group that this process is delegated.
  std::string cgroup_parent = "assay";
  // Where work directories on disk are, as files without names.
  std::string disk_directory = "/var/tmp";
  // For MakeEgressNetwork(). Absent: there is no such network.
  std::optional<EgressOptions> egress = std::nullopt;
  // Barriers that jails may lack on this host, by HostFeature::weakness; see kWeaknesses. Nothing
  // is given up that the host can give.
  std::vector<std::string> accepted_weaknesses;
};

// One run under way. Move-only. Destruction kills what still runs and gives the jail back for
// removal.
class Run {
 public:
  Run(Run&&) noexcept;
  Run& operator=(Run&&) noexcept;
  ~Run();

  // Stops the run: Wait() then returns ABORTED. Thread-safe, idempotent, also during Wait().
  void Kill();

  // Ends the run, as one that exceeded `limit`, which the caller watches itself, or else as
  // Stopped: Wait() then returns a result. Nothing happens to a run that is over. Thread-safe,
  // idempotent, also during Wait().
  void Stop(std::optional<Limit> limit = std::nullopt);

  // What the run does at this moment. Thread-safe, also during and after Wait(). PERMISSION_DENIED
  // or UNIMPLEMENTED where the kernel does not tell this process.
  absl::StatusOr<TaskActivity> Activity(const TalkPipes& pipes) const;

  // Feeds sinks, enforces the limits and returns when the program and all its descendants are gone.
  // The limits are watched from here on, so call it at once. ABORTED after Kill(); UNAVAILABLE when
  // the jail died for a reason of the host's; INVALID_ARGUMENT or NOT_FOUND when the program could
  // not be executed.
  absl::StatusOr<RunResult> Wait() &&;

 private:
  friend class Sandbox;
  explicit Run(std::shared_ptr<internal::RunState> state);
  std::shared_ptr<internal::RunState> state_;
};

// Runs programs in jails that are used once. Thread-safe.
class Sandbox {
 public:
  // Probes the host and starts the launcher. FAILED_PRECONDITION, naming the missing feature and
  // the fix, when the host cannot give full isolation. Removes what crashed predecessors left.
  // Without root it moves this process into a child of its own control group.
  static absl::StatusOr<std::unique_ptr<Sandbox>> Create(const SandboxOptions& options);

  // Kills every run and removes every jail and control group.
  ~Sandbox();

  // Starts a run in a ready jail, or in one made now. INVALID_ARGUMENT names the field that is
  // wrong; other errors name the stage of the set-up and the errno.
  absl::StatusOr<Run> Start(RunSpec spec);

  // OK when this host can count a run's instructions; else FAILED_PRECONDITION with what is in the
  // way and the fix. Start() answers the same to a run that is to count them.
  absl::Status CheckInstructionCounter() const;

  // OK when this host can give work directories on disk and hold them back as `rates` say; else
  // FAILED_PRECONDITION with what is in the way and the fix. Start() answers the same.
  absl::Status CheckWorkDisk(const DiskRates& rates) const;

  // Networks for RunSpec::network. FAILED_PRECONDITION without privileges, and where the host lacks
  // what they need. A run's policy decides whether it can use one.
  absl::StatusOr<std::shared_ptr<Network>> MakeLoopbackNetwork() const;
  // For two runs that talk to each other.
  absl::StatusOr<NetworkPair> MakeNetworkPair(const NetworkRates& rates) const;
  // With a way to what SandboxOptions::egress allows, or to those of it that `allowed` lists.
  absl::StatusOr<std::shared_ptr<Network>> MakeEgressNetwork(
      const NetworkRates& rates, const std::vector<std::string>& allowed = {}) const;

  // See HostReport. False only where kSharedUserId was accepted.
  bool privileged() const;

  // So far.
  Statistics statistics() const;

  // The cpus that runs may be pinned to, ascending.
  const std::vector<int>& cpus() const;

 private:
  // Whether runs can have a network.
  absl::Status CheckNetwork() const;
  explicit Sandbox(std::shared_ptr<internal::Supervisor> supervisor);
  std::shared_ptr<internal::Supervisor> supervisor_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SANDBOX_H_
