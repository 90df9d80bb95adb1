// class: file locks
// tries: lock a library that both runs are shown, by flock
// expect: contained | SYSCALL_DENIED flock
// mode: cross
// policy: run
// vm: yes
// control: yes
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "tests/attacks/cross/roles.h"

static int Lock(void) {
  static int file = -1;
  if (file < 0) file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  return flock(file, LOCK_EX | LOCK_NB);
}

static void Send(void) { Lock(); }

static int Received(void) { return Lock() != 0 && errno == EWOULDBLOCK; }
