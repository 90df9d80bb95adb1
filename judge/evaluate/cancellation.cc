#include "judge/evaluate/cancellation.h"

namespace assay::judge {

Cancellation::Cancellation(Cancellation* whole) : whole_(whole) {
  const absl::MutexLock lock(&whole_->mutex_);
  whole_->parts_.insert(this);
  if (whole_->cancelled_) Cancel();
}

Cancellation::~Cancellation() {
  if (whole_ == nullptr) return;
  const absl::MutexLock lock(&whole_->mutex_);
  whole_->parts_.erase(this);
}

void Cancellation::Cancel() {
  const absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  for (sandbox::Run* run : runs_) run->Kill();
  for (Cancellation* part : parts_) part->Cancel();
}

bool Cancellation::cancelled() const {
  const absl::MutexLock lock(&mutex_);
  return cancelled_;
}

bool Cancellation::WaitFor(absl::Duration timeout) const {
  const absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&cancelled_), timeout);
}

Cancellation::Registration::Registration(Cancellation* cancellation, sandbox::Run* run)
    : cancellation_(cancellation), run_(run) {
  const absl::MutexLock lock(&cancellation_->mutex_);
  cancellation_->runs_.insert(run_);
  if (cancellation_->cancelled_) run_->Kill();
}

Cancellation::Registration::~Registration() {
  const absl::MutexLock lock(&cancellation_->mutex_);
  cancellation_->runs_.erase(run_);
}

}  // namespace assay::judge
