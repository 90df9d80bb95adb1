#include "sandbox/launcher/raw_syscall.h"

#include <errno.h>

#include "sandbox/launcher/protocol.h"

namespace assay::sandbox::launcher {
namespace {

constexpr int kMaxDescriptors = kMaxCgroupDescriptors + 4;

union ControlBuffer {
  cmsghdr alignment;
  char bytes[CMSG_SPACE(sizeof(int) * kMaxDescriptors)];
};

}  // namespace

long SendMessage(int socket, const void* data, size_t size, const int* descriptors, int count) {
  iovec vector = {const_cast<void*>(data), size};
  ControlBuffer control = {};
  msghdr message = {};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  if (count > 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    __builtin_memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
  }
  long result;
  do {
    result = Syscall(SYS_sendmsg, socket, &message, MSG_NOSIGNAL);
  } while (result == -EINTR);
  return result;
}

long ReceiveMessage(int socket, void* data, size_t size, int* descriptors, int max_count,
                    int* count, int flags) {
  iovec vector = {data, size};
  ControlBuffer control;
  msghdr message = {};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof control.bytes;
  long result;
  do {
    result = Syscall(SYS_recvmsg, socket, &message, flags);
  } while (result == -EINTR);
  *count = 0;
  if (result < 0) return result;
  // The buffer has room for all that either side sends: what is missing found no number free.
  const bool no_number = (message.msg_flags & MSG_CTRUNC) != 0;
  bool fits = !no_number && (message.msg_flags & MSG_TRUNC) == 0;
  if (message.msg_controllen >= sizeof(cmsghdr)) {
    // One SCM_RIGHTS header is all that either side sends.
    const cmsghdr* header = &control.alignment;
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
      const int received = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      int all[kMaxDescriptors];
      __builtin_memcpy(all, CMSG_DATA(header), sizeof(int) * received);
      if (received > max_count) fits = false;
      for (int i = 0; i < received; ++i) {
        if (fits) {
          descriptors[i] = all[i];
        } else {
          Syscall(SYS_close, all[i]);
        }
      }
      if (fits) *count = received;
    }
  }
  if (fits) return result;
  return no_number ? -EMFILE : -EMSGSIZE;
}

}  // namespace assay::sandbox::launcher
