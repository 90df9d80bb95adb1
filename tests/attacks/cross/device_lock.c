// class: file locks
// tries: lock the device nodes that all jails share
// expect: contained | SYSCALL_DENIED flock
// mode: cross
// policy: run
// control: yes
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "tests/attacks/cross/roles.h"

static int Lock(void) {
  static int file = -1;
  if (file < 0) file = open("/dev/null", O_RDWR);
  return flock(file, LOCK_EX | LOCK_NB);
}

static void Send(void) { Lock(); }

static int Received(void) { return Lock() != 0 && errno == EWOULDBLOCK; }
