// class: page cache
// tries: signal by taking pages of a shared file out of memory, and see that without a clock
// expect: contained
// mode: cross
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/uio.h>

#include "tests/attacks/cross/roles.h"

static int Open(void) {
  static int file = -1;
  if (file < 0) file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  return file;
}

static int NotInMemory(void) {
  char byte;
  const struct iovec vector = {&byte, 1};
  return preadv2(Open(), &vector, 1, 1 << 19, RWF_NOWAIT) < 0;
}

static void Send(void) {
  char byte;
  // As a receiver does that wants to know whether it can receive at all.
  (void)!pread(Open(), &byte, 1, 1 << 19);
  if (!NotInMemory()) puts("ESCAPED: RWF_NOWAIT tells");
  if (posix_fadvise(Open(), 0, 0, POSIX_FADV_DONTNEED) == 0) puts("ESCAPED: a file is dropped");
}

static int Received(void) {
  char byte;
  if (pread(Open(), &byte, 1, 1 << 19) != 1) return 0;
  return !NotInMemory();
}
