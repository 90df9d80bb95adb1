// class: file locks
// tries: lock records of a file that both runs are shown, by fcntl
// expect: contained | SYSCALL_DENIED fcntl
// mode: cross
// policy: run
// vm: yes
// control: yes
#include <fcntl.h>

#include "tests/attacks/cross/roles.h"

static struct flock record = {.l_type = F_RDLCK, .l_whence = SEEK_SET};

static int Open(void) {
  static int file = -1;
  if (file < 0) file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  return file;
}

static void Send(void) { fcntl(Open(), F_SETLK, &record); }

static int Received(void) {
  struct flock question = record;
  question.l_type = F_WRLCK;
  return fcntl(Open(), F_GETLK, &question) == 0 && question.l_type != F_UNLCK;
}
