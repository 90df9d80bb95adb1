// class: per-user limits
// tries: use up what the kernel counts for each user, so that another run goes without
// expect: contained
// mode: cross
// control: yes
#include <signal.h>
#include <time.h>

#include "tests/attacks/cross/roles.h"

static const struct sigevent kNone = {.sigev_notify = SIGEV_NONE};

static void Send(void) {
  timer_t timer;
  // Timers count against RLIMIT_SIGPENDING of the user.
  for (int i = 0;
       i < 200000 && timer_create(CLOCK_MONOTONIC, (struct sigevent*)&kNone, &timer) == 0; ++i) {
  }
}

static int Received(void) {
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, (struct sigevent*)&kNone, &timer) != 0) return 1;
  timer_delete(timer);
  return 0;
}
