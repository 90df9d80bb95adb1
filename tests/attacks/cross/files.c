// class: files left in /tmp
// tries: leave files and a FIFO for another run in every folder
// expect: contained
// mode: cross
// policy: run
// vm: yes
// control: yes
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/attacks/cross/roles.h"

static const char* const kFolders[] = {"/tmp", "/work", "/var/tmp", "/dev", "/dev/shm",
                                       "/run", "/",     "/box",     "/usr"};

static int Try(int flags) {
  int found = 0;
  for (int i = 0; i < 9; ++i) {
    char path[64];
    snprintf(path, sizeof path, "%s/assay-attack-cross", kFolders[i]);
    found |= open(path, flags, 0666) >= 0;
  }
  return found;
}

static void Send(void) { Try(O_CREAT | O_RDWR); }

static int Received(void) { return Try(O_RDONLY | O_NONBLOCK); }
