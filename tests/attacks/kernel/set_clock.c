// class: clock and host name
// tries: set the clock back
// expect: SYSCALL_DENIED clock_settime
// control: yes
#include <stdio.h>
#include <time.h>

int main(void) {
  const struct timespec long_ago = {1000000000, 0};
  puts(clock_settime(CLOCK_REALTIME, &long_ago) == 0 ? "ESCAPED: set"
                                                     : "refused by the kernel alone");
}
