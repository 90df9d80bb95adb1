#include "judge/cli/signal_watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {

absl::StatusOr<std::unique_ptr<SignalWatcher>> SignalWatcher::Create(
    std::function<void()> on_signal) {
  // A handler and not SIG_IGN, which a program would inherit through exec.
  struct sigaction write_action = {};
  write_action.sa_handler = [](int) {};
  write_action.sa_flags = SA_RESTART;
  for (const int signal : {SIGPIPE, SIGXFSZ}) {
    if (sigaction(signal, &write_action, nullptr) != 0) return ErrnoStatus(errno, "sigaction");
  }
  sigset_t mask;
  sigemptyset(&mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // What nohup(1) ignores stays ignored.
    struct sigaction action = {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    sigaddset(&mask, signal);
  }
  if (const int error = pthread_sigmask(SIG_BLOCK, &mask, nullptr); error != 0) {
    return ErrnoStatus(error, "pthread_sigmask");
  }
  UniqueFd signals(signalfd(-1, &mask, SFD_CLOEXEC));
  if (!signals.valid()) return ErrnoStatus(errno, "signalfd");
  UniqueFd stop(eventfd(0, EFD_CLOEXEC));
  if (!stop.valid()) return ErrnoStatus(errno, "eventfd");
  std::unique_ptr<SignalWatcher> watcher(
      new SignalWatcher(std::move(signals), std::move(stop), std::move(on_signal)));
  ASSAY_ASSIGN_OR_RETURN(watcher->thread_, StartThread([raw = watcher.get()] { raw->Watch(); }));
  return watcher;
}

SignalWatcher::SignalWatcher(UniqueFd signals, UniqueFd stop, std::function<void()> on_signal)
    : signals_(std::move(signals)), stop_(std::move(stop)), on_signal_(std::move(on_signal)) {}

SignalWatcher::~SignalWatcher() {
  if (!thread_.joinable()) return;
  const uint64_t one = 1;
  // Cannot fail: the counter is at zero.
  [[maybe_unused]] const ssize_t written = write(stop_.get(), &one, sizeof one);
  thread_.join();
}

void SignalWatcher::Watch() {
  pollfd events[] = {{signals_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
  while (true) {
    if (poll(events, 2, -1) < 0) continue;
    if (events[1].revents != 0) return;
    signalfd_siginfo info;
    if (read(signals_.get(), &info, sizeof info) != sizeof info) continue;
    const int signal = static_cast<int>(info.ssi_signo);
    if (signal_.exchange(signal) != 0) _exit(128 + signal);
    on_signal_();
  }
}

}  // namespace assay::judge
