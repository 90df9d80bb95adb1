// class: signals to the supervisor
// tries: kill or find another run's processes by any pid
// expect: contained
// mode: cross
// vm: yes
// control: yes
#include <signal.h>

#include "tests/attacks/cross/roles.h"

static void Send(void) {}

static int Received(void) {
  int found = 0;
  for (pid_t pid = 1; pid < 3000; ++pid) {
    // Init is there, and not this user's.
    if (pid != getpid()) found += kill(pid, 0) == 0;
  }
  return found;
}
