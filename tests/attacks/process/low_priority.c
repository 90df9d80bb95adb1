// class: cpu theft
// tries: raise its priority over everybody's
// expect: SYSCALL_DENIED setpriority
// control: yes
#include <stdio.h>
#include <sys/resource.h>

int main(void) {
  puts(setpriority(PRIO_PROCESS, 0, -20) == 0 ? "ESCAPED: raised" : "refused by the kernel alone");
}
