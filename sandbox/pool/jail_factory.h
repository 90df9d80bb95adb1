#ifndef ASSAY_SANDBOX_POOL_JAIL_FACTORY_H_
#define ASSAY_SANDBOX_POOL_JAIL_FACTORY_H_

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/cgroup/cgroup.h"
#include "sandbox/disk/work_disk.h"
#include "sandbox/launcher/launcher_client.h"
#include "sandbox/pool/jail.h"
#include "sandbox/pool/jail_shape.h"
#include "sandbox/pool/undertaker.h"
#include "sandbox/statistics.h"

namespace assay::sandbox {

// Makes jails and takes them back. Thread-safe. Starts the launcher again if it has died.
class JailFactory {
 public:
  // At most `max_jails` (up to launcher::kMaxSlots) are alive at once. `privileged`: this process
  // has the capabilities that jails need. `disk_directory`: where work directories on disk are.
  static absl::StatusOr<std::unique_ptr<JailFactory>> Create(const std::string& cgroup_parent,
                                                             int max_jails, bool privileged,
                                                             const std::string& disk_directory);
  // Every jail must have been given back.
  ~JailFactory();

  bool privileged() const { return privileged_; }

  // Makes a jail and waits until it is ready. RESOURCE_EXHAUSTED when too many are alive; other
  // errors name the stage and the errno.
  absl::StatusOr<std::unique_ptr<Jail>> Make(const JailShape& shape);

  // Makes `count` jails, at least one, at the same time: the launcher and this thread are woken for
  // all of them together.
  std::vector<absl::StatusOr<std::unique_ptr<Jail>>> MakeSeveral(const JailShape& shape, int count);

  // `on_buried` is called, on another thread and under a lock, whenever jails have been removed. It
  // may be empty.
  void SetOnBuried(std::function<void()> on_buried);

  // Kills what is in `jail`, and removes it in the background: at once if `at_once`, otherwise
  // within Undertaker::kLinger, together with others.
  void Discard(std::unique_ptr<Jail> jail, bool at_once = true);

  // From Discard() to the removal.
  LatencyHistogram teardown_latency() const { return undertaker_.teardown_latency(); }

 private:
  // A root that the launcher holds. Alive while a jail is being made with it, and while cached.
  struct Template {
    int index = -1;
    RootFilesystem root;
    std::shared_ptr<const SeccompFilter> seccomp;
  };

  JailFactory(std::unique_ptr<CgroupManager> cgroups, int max_jails, bool privileged,
              const std::string& disk_directory);

  // A jail that is being made.
  struct Draft {
    std::unique_ptr<Jail> jail = std::make_unique<Jail>();
    // Held until the jail is ready: its processes read it.
    std::shared_ptr<Template> jail_template;
    LauncherClient::Ticket ticket = 0;
    absl::Status status;
  };

  absl::StatusOr<int> TakeSlot();
  void FreeSlots(const std::vector<int>& slots);
  // A launcher that was alive a moment ago.
  absl::StatusOr<std::shared_ptr<LauncherClient>> Launcher();
  // Forgets `dead` so that the next call of Launcher() starts another.
  void DropLauncher(const std::shared_ptr<LauncherClient>& dead);
  absl::StatusOr<std::shared_ptr<Template>> FindTemplate(LauncherClient& launcher,
                                                         const JailShape& shape);
  // A number for a new template, if need be that of one which is in no use.
  absl::StatusOr<int> TakeTemplateIndex(LauncherClient& launcher)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Makes what the jail has of its own in this process, and asks the launcher for the rest.
  absl::Status Begin(const JailShape& shape, Draft& draft);
  // Waits until the jail is ready.
  absl::Status Finish(Draft& draft);

  const std::unique_ptr<CgroupManager> cgroups_;
  const bool privileged_;
  // Host ids of slot N start at first_host_id_ + 2 * N.
  const uint32_t first_host_id_;
  WorkDiskMaker disks_;
  absl::Mutex mutex_;
  std::vector<int> free_slots_ ABSL_GUARDED_BY(mutex_);
  std::function<void()> on_buried_ ABSL_GUARDED_BY(mutex_);
  int64_t next_name_ ABSL_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<LauncherClient> launcher_ ABSL_GUARDED_BY(mutex_);
  // The most recently used first.
  std::list<std::shared_ptr<Template>> templates_ ABSL_GUARDED_BY(mutex_);
  // Last: its thread uses the rest.
  Undertaker undertaker_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_JAIL_FACTORY_H_
