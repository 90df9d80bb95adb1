#ifndef ASSAY_JUDGE_EVALUATE_CANCELLATION_H_
#define ASSAY_JUDGE_EVALUATE_CANCELLATION_H_

#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// Stops the runs of a judgement from another thread. Thread-safe.
class Cancellation {
 public:
  Cancellation() = default;
  // Cancelled with `whole`, too, which outlives it.
  explicit Cancellation(Cancellation* whole);
  ~Cancellation();
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  // Kills the runs that are registered, and each one that will be. Idempotent.
  void Cancel();
  bool cancelled() const;
  // Waits until it is cancelled, for `timeout` at most: whether it is.
  bool WaitFor(absl::Duration timeout) const;

  // Registers `run`, which stays where it is, for as long as the object lives.
  class Registration {
   public:
    Registration(Cancellation* cancellation, sandbox::Run* run);
    ~Registration();
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    Cancellation* const cancellation_;
    sandbox::Run* const run_;
  };

 private:
  Cancellation* const whole_ = nullptr;
  // Acquired before those of the parts.
  mutable absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<sandbox::Run*> runs_ ABSL_GUARDED_BY(mutex_);
  std::set<Cancellation*> parts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CANCELLATION_H_
