#ifndef ASSAY_SANDBOX_POOL_UNDERTAKER_H_
#define ASSAY_SANDBOX_POOL_UNDERTAKER_H_

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/pool/jail.h"

namespace assay::sandbox {

// Kills jails and removes what they leave, on a thread of its own, off every run's path.
// Thread-safe. Destruction returns when every jail is gone, or has refused to die for 10 s.
class Undertaker {
 public:
  // `on_slot_free` is called, on the undertaker's thread, when a jail's slot can be used again.
  explicit Undertaker(std::function<void(int slot)> on_slot_free);
  ~Undertaker();

  // Starts the thread. Called once, before Take().
  absl::Status Start();

  // Returns at once; what runs in `jail` is killed very soon.
  void Take(std::unique_ptr<Jail> jail);

 private:
  void Work();
  // Waits until one of `jails` dies or more arrive.
  void WaitForChange(const std::vector<std::unique_ptr<Jail>>& jails);

  const std::function<void(int slot)> on_slot_free_;
  // An eventfd that wakes the thread.
  UniqueFd wake_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Jail>> arrived_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Whether the thread looks for arrivals only when it is woken.
  bool sleeping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_UNDERTAKER_H_
