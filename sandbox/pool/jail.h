#ifndef ASSAY_SANDBOX_POOL_JAIL_H_
#define ASSAY_SANDBOX_POOL_JAIL_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/cgroup/cgroup.h"

namespace assay::sandbox {

// A jail that is set up: its init lives, its program waits inside the control groups. Used once.
struct Jail {
  // In the launcher; free again when init is dead.
  int slot = -1;
  // Of init: readable when every process of the jail is dead. Killing it kills them.
  UniqueFd pidfd;
  // See launcher/protocol.h.
  UniqueFd control;
  // Seccomp notifications: calls that the policy denies.
  UniqueFd listener;
  // Only when the shape asks for it.
  UniqueFd work_directory;
  std::unique_ptr<Cgroup> cgroup;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_JAIL_H_
