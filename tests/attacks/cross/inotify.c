// class: inotify
// tries: notice by inotify that another run opens a shared file
// expect: SYSCALL_DENIED inotify_init1 | contained
// mode: cross
// policy: run
// control: yes
#include <fcntl.h>
#include <sys/inotify.h>

#include "tests/attacks/cross/roles.h"

static void Send(void) {
  for (int i = 0; i < 10; ++i) close(open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY));
}

static int Received(void) {
  const int watch = inotify_init1(IN_NONBLOCK);
  return inotify_add_watch(watch, "/usr/lib/x86_64-linux-gnu/libm.so.6", IN_OPEN) >= 0;
}
