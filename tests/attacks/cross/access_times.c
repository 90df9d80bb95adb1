// class: files left in /tmp
// tries: leave a message in the access time of a file that both runs are shown
// expect: contained
// mode: cross
// vm: yes
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/attacks/cross/roles.h"

static const char kFile[] = "/usr/lib/x86_64-linux-gnu/libanl.so.1";

static void Send(void) {
  char byte;
  (void)!read(open(kFile, O_RDONLY), &byte, 1);
}

static int Received(void) {
  struct stat status;
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return stat(kFile, &status) == 0 && status.st_atime > now.tv_sec - 3;
}
