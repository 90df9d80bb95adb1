// class: result forging
// tries: receive on the control socket's number, and on any other
// expect: SYSCALL_DENIED recvmsg
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  char data[100];
  struct iovec vector = {data, sizeof data};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  // This one is allowed: there must be nobody.
  if (recvmsg(1000, &message, MSG_DONTWAIT) >= 0 || errno != EBADF)
    return puts("ESCAPED: a socket") < 0;
  recvmsg(999, &message, MSG_DONTWAIT);
}
