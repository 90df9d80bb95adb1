// class: cpu theft
// tries: run as a real-time task, ahead of everything on the host
// expect: SYSCALL_DENIED sched_setscheduler
// control: yes
#include <sched.h>
#include <stdio.h>

int main(void) {
  const struct sched_param most = {99};
  puts(sched_setscheduler(0, SCHED_FIFO, &most) == 0 ? "ESCAPED: real time"
                                                     : "refused by the kernel alone");
}
