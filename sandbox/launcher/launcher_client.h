#ifndef ASSAY_SANDBOX_LAUNCHER_LAUNCHER_CLIENT_H_
#define ASSAY_SANDBOX_LAUNCHER_LAUNCHER_CLIENT_H_

#include <poll.h>
#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/mount/root_plan.h"
#include "sandbox/seccomp/filter.h"

namespace assay::sandbox {

// The supervisor's side of a launcher process. Thread-safe. Destruction ends the launcher, and with
// it every jail that it made. A launcher that does not answer in 30 s is killed.
class LauncherClient {
 public:
  // Starts the launcher that is built into this program. `privileged`: with the capabilities that
  // jails need; otherwise it makes a user namespace, in which it has them.
  static absl::StatusOr<std::unique_ptr<LauncherClient>> Start(bool privileged);
  ~LauncherClient();

  // Builds a root that jails can then be made with, as number `index` (free, below
  // launcher::kMaxTemplates). The status names the step that failed.
  absl::Status DefineTemplate(int index, const std::vector<RootStep>& steps, bool proc,
                              const SeccompFilter& filter);

  // Frees the number. Jails of the template must be ready or gone.
  absl::Status DropTemplate(int index);

  // A request whose reply is still to be received.
  using Ticket = int64_t;

  // Asks for a jail with the descriptors that MakeJailRequest says, and does not wait. The jail's
  // processes set themselves up, and report on the control socket, whose end tells of a failure.
  // Each ticket must be given to AwaitJail().
  absl::StatusOr<Ticket> RequestJail(const launcher::MakeJailRequest& request,
                                     const std::vector<int>& descriptors);

  // Returns a pidfd of the jail's init. Waits `timeout_ms` for each reply that comes before.
  absl::StatusOr<UniqueFd> AwaitJail(Ticket ticket, int timeout_ms = kReplyTimeoutMs);

  // Whether the launcher is dead or about to be: it was abandoned, or has closed its end of the
  // socket, which it does before its jails are killed. It stays so: start another.
  bool IsDead() const;

  // For poll(2), together with others: has an event once IsDead() holds, or soon after.
  pollfd Death() const { return {socket_.get(), 0, 0}; }

 private:
  LauncherClient(UniqueFd socket, UniqueFd process, pid_t pid)
      : socket_(std::move(socket)), process_(std::move(process)), pid_(pid) {}

  struct Reply {
    launcher::LauncherReply message;
    UniqueFd pidfd;
  };
  static constexpr int kReplyTimeoutMs = 30'000;

  // UNAVAILABLE when the launcher is dead.
  absl::StatusOr<Ticket> Send(const void* request, size_t size,
                              const std::vector<int>& descriptors);
  // UNAVAILABLE when the launcher is dead, DEADLINE_EXCEEDED when it does not answer.
  absl::StatusOr<Reply> Await(Ticket ticket, int timeout_ms);
  // The reply to the oldest request that has not got one.
  absl::StatusOr<Reply> ReceiveReply(int timeout_ms) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends a launcher of which a reply may still come, that would be taken for the next one.
  void Abandon();

  absl::Mutex mutex_;
  // The launcher replies in the order of the requests.
  Ticket next_request_ ABSL_GUARDED_BY(mutex_) = 0;
  Ticket next_reply_ ABSL_GUARDED_BY(mutex_) = 0;
  // Replies that came while another was waited for.
  std::map<Ticket, absl::StatusOr<Reply>> early_replies_ ABSL_GUARDED_BY(mutex_);
  UniqueFd socket_;
  // A pidfd.
  const UniqueFd process_;
  const pid_t pid_;
  std::atomic<bool> abandoned_ = false;
};

// What a stage does, for messages: "mount the work directory".
std::string StageName(launcher::Stage stage);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_LAUNCHER_LAUNCHER_CLIENT_H_
