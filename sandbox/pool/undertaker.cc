#include "sandbox/pool/undertaker.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "sandbox/base/pidfd.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::sandbox {
namespace {

// A jail that is to be removed again soon: its processes are dead, but the kernel has not yet let
// its control groups go.
constexpr absl::Duration kRetry = absl::Milliseconds(5);
constexpr absl::Duration kPatience = absl::Seconds(10);

}  // namespace

Undertaker::Undertaker(std::function<void(const std::vector<int>& slots)> on_slots_free)
    : on_slots_free_(std::move(on_slots_free)) {}

absl::Status Undertaker::Start() {
  wake_ = UniqueFd(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  if (!wake_.valid()) return ErrnoStatus(errno, "timerfd for the undertaker");
  ASSAY_ASSIGN_OR_RETURN(thread_, StartThread([this] { Work(); }));
  return absl::OkStatus();
}

Undertaker::~Undertaker() {
  if (!thread_.joinable()) return;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    Wake(absl::ZeroDuration());
  }
  thread_.join();
}

void Undertaker::Wake(absl::Duration delay) {
  if (delay >= wake_delay_) return;
  wake_delay_ = delay;
  // A timer of zero would be none.
  const itimerspec when = {{0, 0}, absl::ToTimespec(std::max(delay, absl::Nanoseconds(1)))};
  timerfd_settime(wake_.get(), 0, &when, nullptr);
}

void Undertaker::Take(std::unique_ptr<Jail> jail, bool at_once) {
  jail->LiftDiskLimits();
  if (jail->pidfd.valid()) {
    KillProcess(jail->pidfd.get());
  } else {
    // A program that still waits for a request ends by the end of the control socket alone.
    shutdown(jail->control.get(), SHUT_WR);
  }
  absl::MutexLock lock(&mutex_);
  arrived_.push_back({.jail = std::move(jail), .since = absl::Now()});
  Wake(at_once || arrived_.size() >= kManyJails ? absl::ZeroDuration() : kLinger);
}

void Undertaker::Collect(std::vector<Corpse>& corpses) {
  std::vector<Corpse> arrived;
  {
    absl::MutexLock lock(&mutex_);
    arrived.swap(arrived_);
    wake_delay_ = absl::InfiniteDuration();
  }
  for (Corpse& corpse : arrived) {
    Jail& jail = *corpse.jail;
    // Without a pidfd it tells of the jail's death.
    if (jail.pidfd.valid()) jail.control.Reset();
    jail.listener.Reset();
    jail.work_directory.Reset();
    corpses.push_back(std::move(corpse));
  }
}

void Undertaker::AwaitDeath(std::vector<Corpse>& corpses) {
  std::vector<pollfd> descriptors = {{wake_.get(), POLLIN, 0}};
  bool waits_for_kernel = false;
  for (const Corpse& corpse : corpses) {
    descriptors.push_back(corpse.jail->Death());
    if (corpse.dead) descriptors.back().fd = -1;
    waits_for_kernel |= corpse.dead;
  }
  const absl::Duration timeout = waits_for_kernel ? kRetry : kPatience;
  poll(descriptors.data(), descriptors.size(),
       static_cast<int>(absl::ToInt64Milliseconds(timeout)));
  for (size_t i = 0; i < corpses.size(); ++i) corpses[i].dead |= descriptors[i + 1].revents != 0;
  if (descriptors[0].revents != 0) {
    uint64_t ignored;
    [[maybe_unused]] const ssize_t size = read(wake_.get(), &ignored, sizeof ignored);
  }
}

void Undertaker::Bury(std::vector<Corpse>& corpses) {
  std::vector<int> slots;
  std::vector<absl::Time> since;
  std::erase_if(corpses, [&](const Corpse& corpse) {
    if (!corpse.dead || !corpse.jail->cgroup->Remove().ok()) return false;
    slots.push_back(corpse.jail->slot);
    since.push_back(corpse.since);
    return true;
  });
  if (slots.empty()) return;
  {
    const absl::MutexLock lock(&mutex_);
    const absl::Time now = absl::Now();
    for (const absl::Time time : since) teardown_latency_.Add(now - time);
  }
  on_slots_free_(slots);
}

LatencyHistogram Undertaker::teardown_latency() const {
  const absl::MutexLock lock(&mutex_);
  return teardown_latency_;
}

void Undertaker::Work() {
  std::vector<Corpse> corpses;
  absl::Time deadline = absl::InfiniteFuture();
  while (true) {
    Collect(corpses);
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) {
        if ((corpses.empty() && arrived_.empty()) || absl::Now() > deadline) return;
        if (deadline == absl::InfiniteFuture()) deadline = absl::Now() + kPatience;
      }
    }
    AwaitDeath(corpses);
    Bury(corpses);
  }
}

}  // namespace assay::sandbox
