#include "sandbox/pool/undertaker.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

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

Undertaker::Undertaker(std::function<void(int slot)> on_slot_free)
    : on_slot_free_(std::move(on_slot_free)) {}

absl::Status Undertaker::Start() {
  wake_ = UniqueFd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake_.valid()) return ErrnoStatus(errno, "eventfd for the undertaker");
  ASSAY_ASSIGN_OR_RETURN(thread_, StartThread([this] { Work(); }));
  return absl::OkStatus();
}

Undertaker::~Undertaker() {
  if (!thread_.joinable()) return;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  eventfd_write(wake_.get(), 1);
  thread_.join();
}

void Undertaker::Take(std::unique_ptr<Jail> jail) {
  bool must_wake;
  {
    absl::MutexLock lock(&mutex_);
    arrived_.push_back(std::move(jail));
    must_wake = std::exchange(sleeping_, false);
  }
  if (must_wake) eventfd_write(wake_.get(), 1);
}

void Undertaker::WaitForChange(const std::vector<std::unique_ptr<Jail>>& jails) {
  std::vector<pollfd> descriptors = {{wake_.get(), POLLIN, 0}};
  bool waits_for_kernel = false;
  for (const std::unique_ptr<Jail>& jail : jails) {
    if (jail->IsGone()) {
      waits_for_kernel = true;
    } else {
      descriptors.push_back(jail->Death());
    }
  }
  const absl::Duration timeout = waits_for_kernel ? kRetry : kPatience;
  poll(descriptors.data(), descriptors.size(),
       static_cast<int>(absl::ToInt64Milliseconds(timeout)));
  eventfd_t ignored;
  eventfd_read(wake_.get(), &ignored);
}

void Undertaker::Work() {
  std::vector<std::unique_ptr<Jail>> jails;
  std::vector<std::unique_ptr<Jail>> new_jails;
  absl::Time deadline = absl::InfiniteFuture();
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      sleeping_ = false;
      new_jails.swap(arrived_);
      if (stopping_) {
        if ((jails.empty() && new_jails.empty()) || absl::Now() > deadline) return;
        if (deadline == absl::InfiniteFuture()) deadline = absl::Now() + kPatience;
      }
    }
    for (std::unique_ptr<Jail>& jail : new_jails) {
      // A program that still waits for a request ends by the end of the control socket alone.
      if (jail->pidfd.valid()) {
        KillProcess(jail->pidfd.get());
        jail->control.Reset();
      } else {
        shutdown(jail->control.get(), SHUT_WR);
      }
      jail->listener.Reset();
      jail->work_directory.Reset();
      jails.push_back(std::move(jail));
    }
    new_jails.clear();
    std::erase_if(jails, [&](const std::unique_ptr<Jail>& jail) {
      if (!jail->IsGone() || !jail->cgroup->Remove().ok()) return false;
      on_slot_free_(jail->slot);
      return true;
    });
    {
      // The wake-up of the destructor may be behind us: without this the last jail would be
      // followed by a wait for nothing.
      absl::MutexLock lock(&mutex_);
      if (stopping_ && jails.empty() && arrived_.empty()) return;
      if (!arrived_.empty()) continue;
      sleeping_ = true;
    }
    WaitForChange(jails);
  }
}

}  // namespace assay::sandbox
