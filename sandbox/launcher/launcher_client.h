#ifndef ASSAY_SANDBOX_LAUNCHER_LAUNCHER_CLIENT_H_
#define ASSAY_SANDBOX_LAUNCHER_LAUNCHER_CLIENT_H_

#include <sys/types.h>

#include <atomic>
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

  // Makes a jail whose end of the control socket is `control`; returns a pidfd of its init. The
  // jail's processes go on to set themselves up, and report on the control socket.
  absl::StatusOr<UniqueFd> MakeJail(const launcher::MakeJailRequest& request, int control,
                                    const std::vector<int>& cgroup_descriptors);

  // Whether the launcher is dead or about to be: it was abandoned, or has closed its end of the
  // socket, which it does before its jails are killed. It stays so: start another.
  bool IsDead() const;

 private:
  LauncherClient(UniqueFd socket, UniqueFd process, pid_t pid)
      : socket_(std::move(socket)), process_(std::move(process)), pid_(pid) {}

  // Sends a request and receives its reply; `pidfd` may be null. UNAVAILABLE when the launcher is
  // dead, DEADLINE_EXCEEDED when it does not answer.
  absl::StatusOr<launcher::LauncherReply> Call(const void* request, size_t size,
                                               const std::vector<int>& descriptors,
                                               UniqueFd* pidfd);
  // The reply to the request that was just sent.
  absl::StatusOr<launcher::LauncherReply> ReceiveReply(UniqueFd* pidfd);
  // Ends a launcher of which a reply may still come, that would be taken for the next one.
  void Abandon();

  // Held from a request to its reply.
  absl::Mutex mutex_;
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
