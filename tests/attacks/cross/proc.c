// class: ptrace of siblings
// tries: find another run's process or memory in /proc
// expect: contained
// mode: cross
// policy: run
// flags: --proc
// vm: yes
// control: yes
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

#include "tests/attacks/cross/roles.h"

static void Send(void) {}

static int Received(void) {
  DIR* const proc = opendir("/proc");
  int found = 0;
  for (const struct dirent* entry; proc != NULL && (entry = readdir(proc)) != NULL;) {
    const int pid = atoi(entry->d_name);
    found += pid > 0 && pid != getpid();
  }
  for (int pid = 1; pid < 3000; ++pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    if (pid != getpid()) found += open(path, O_RDONLY) >= 0;
  }
  return found;
}
