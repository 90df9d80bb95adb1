#ifndef ASSAY_SANDBOX_POOL_JAIL_H_
#define ASSAY_SANDBOX_POOL_JAIL_H_

#include <poll.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "sandbox/base/pidfd.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/cgroup/cgroup.h"
#include "sandbox/disk/work_disk.h"
#include "sandbox/launcher/launcher_client.h"
#include "sandbox/network/network.h"

namespace assay::sandbox {

// A jail that is set up: its init lives, its program waits inside the control groups. Used once.
struct Jail {
  // In the launcher; free again when init is dead.
  int slot = -1;
  // The JailPool's: what it counts for there.
  int64_t pool_entry = 0;
  // Which made it, and with which it dies.
  std::shared_ptr<LauncherClient> launcher;
  // Of init: readable when every process of the jail is dead. Killing it kills them. None came if
  // no descriptor was free for it, or the set-up failed before.
  UniqueFd pidfd;
  // See launcher/protocol.h.
  UniqueFd control;
  // Seccomp notifications: calls that the policy denies.
  UniqueFd listener;
  // Only when the shape asks for it.
  UniqueFd work_directory;
  // The program's user and group on the host; without root those of this process, and absent.
  std::optional<uint32_t> program_host_id;
  std::unique_ptr<Cgroup> cgroup;
  // Only when the shape asks for it: what the work directory is on, and whether that is held back.
  std::unique_ptr<WorkDisk> disk;
  bool disk_is_limited = false;
  // Null: none.
  std::shared_ptr<Network> network;

  // Whether both live, so far as is known now.
  bool IsAlive() const {
    pollfd deaths[] = {launcher->Death(), Death()};
    return poll(deaths, 2, 0) == 0;
  }

  // A process that waits for a disk which is held back dies only when that is done. Thread-safe.
  void LiftDiskLimits() const {
    if (disk_is_limited) cgroup->LimitDisk(disk->device(), {}).IgnoreError();
  }

  // For poll(2): has an event once no process of the jail is left. Without a pidfd that is when
  // nobody holds the other end of the control socket, which a jail does until it runs a program.
  pollfd Death() const {
    return pidfd.valid() ? pollfd{pidfd.get(), POLLIN, 0} : pollfd{control.get(), 0, 0};
  }
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_JAIL_H_
