// class: timer and signal floods
// tries: make timers, each of which is memory of the kernel
// expect: contained | MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 32MiB
// vm: yes
#include <signal.h>
#include <stdio.h>
#include <time.h>

int main(void) {
  long count = 0;
  timer_t timer;
  struct sigevent none = {.sigev_notify = SIGEV_NONE};
  while (count < 10000000 && timer_create(CLOCK_MONOTONIC, &none, &timer) == 0) ++count;
  puts(count < 10000000 ? "contained" : "ESCAPED: no limit");
}
