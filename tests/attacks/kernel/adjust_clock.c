// class: clock and host name
// tries: make the clock run slower
// expect: SYSCALL_DENIED adjtimex | SYSCALL_DENIED clock_adjtime
// control: yes
#include <stdio.h>
#include <sys/timex.h>

int main(void) {
  struct timex change = {.modes = ADJ_TICK, .tick = 9000};
  puts(adjtimex(&change) >= 0 ? "ESCAPED: adjusted" : "refused by the kernel alone");
}
