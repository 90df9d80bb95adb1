#ifndef ASSAY_SANDBOX_POOL_UNDERTAKER_H_
#define ASSAY_SANDBOX_POOL_UNDERTAKER_H_

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/pool/jail.h"
#include "sandbox/statistics.h"

namespace assay::sandbox {

// Kills jails and removes what they leave, on a thread of its own, off every run's path.
// Thread-safe. Destruction returns when every jail is gone, or has refused to die for 10 s.
class Undertaker {
 public:
  // How long a jail may wait for others to be removed with it: each removal wakes threads of the
  // kernel, and one for several of them wakes them once.
  static constexpr absl::Duration kLinger = absl::Milliseconds(10);
  static constexpr size_t kManyJails = 8;

  // `on_slots_free` is called, on the undertaker's thread, when jails' slots can be used again.
  explicit Undertaker(std::function<void(const std::vector<int>& slots)> on_slots_free);
  ~Undertaker();

  // Starts the thread. Called once, before Take().
  absl::Status Start();

  // Kills what runs in `jail`, and returns. It is removed soon if `at_once` or if kManyJails wait
  // for it, else within kLinger.
  void Take(std::unique_ptr<Jail> jail, bool at_once);

  // From Take() to the removal, of the jails that are gone.
  LatencyHistogram teardown_latency() const;

 private:
  struct Corpse {
    std::unique_ptr<Jail> jail;
    absl::Time since;
    // No process is left.
    bool dead = false;
  };

  // Has the thread woken within `delay`.
  void Wake(absl::Duration delay) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Work();
  // The steps of Work(), in their order. Adds what has arrived, without what is not needed to bury
  // it.
  void Collect(std::vector<Corpse>& corpses);
  // Waits until one of them dies, the kernel may have let the groups of a dead one go, or the
  // thread is woken.
  void AwaitDeath(std::vector<Corpse>& corpses);
  // Removes the dead, as far as the kernel lets it.
  void Bury(std::vector<Corpse>& corpses);

  const std::function<void(const std::vector<int>& slots)> on_slots_free_;
  // A timerfd that wakes the thread.
  UniqueFd wake_;
  mutable absl::Mutex mutex_;
  std::vector<Corpse> arrived_ ABSL_GUARDED_BY(mutex_);
  LatencyHistogram teardown_latency_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // What `wake_` was set to since the thread last looked for arrivals.
  absl::Duration wake_delay_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteDuration();
  std::thread thread_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_UNDERTAKER_H_
