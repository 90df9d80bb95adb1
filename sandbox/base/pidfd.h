#ifndef ASSAY_SANDBOX_BASE_PIDFD_H_
#define ASSAY_SANDBOX_BASE_PIDFD_H_

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay {

// Sends SIGKILL to the process of `pidfd`; nothing happens if it is dead. (glibc 2.36 declares
// pidfd_send_signal(2) without C linkage.)
inline void KillProcess(int pidfd) { syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0); }

// Whether the process of `pidfd` has ended, and with it, if it is the init of a pid namespace, all
// others in there.
inline bool IsProcessDead(int pidfd) {
  pollfd poll_fd = {pidfd, POLLIN, 0};
  return poll(&poll_fd, 1, 0) > 0;
}

}  // namespace assay

#endif  // ASSAY_SANDBOX_BASE_PIDFD_H_
