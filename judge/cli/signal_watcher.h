#ifndef ASSAY_JUDGE_CLI_SIGNAL_WATCHER_H_
#define ASSAY_JUDGE_CLI_SIGNAL_WATCHER_H_

#include <signal.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Turns SIGINT, SIGTERM and SIGHUP into a call, and SIGPIPE and SIGXFSZ into the error of the
// write. Make it before the process has other threads: they inherit the blocked signals. A second
// signal ends the process at once, which the kernel answers by killing every jail.
class SignalWatcher {
 public:
  // `on_signal` is called once, on a thread of the watcher's.
  static absl::StatusOr<std::unique_ptr<SignalWatcher>> Create(std::function<void()> on_signal);

  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  // The signal that came, or 0.
  int signal() const { return signal_.load(); }

 private:
  SignalWatcher(UniqueFd signals, UniqueFd stop, std::function<void()> on_signal);
  void Watch();

  const UniqueFd signals_;
  const UniqueFd stop_;
  const std::function<void()> on_signal_;
  std::atomic<int> signal_ = 0;
  std::thread thread_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_SIGNAL_WATCHER_H_
