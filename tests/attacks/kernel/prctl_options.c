// class: filter and privileges
// tries: a prctl option that changes what a process may do
// expect: SYSCALL_DENIED prctl
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/prctl.h>

int main(void) {
  puts(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 ? "ESCAPED: set" : "refused by the kernel alone");
}
