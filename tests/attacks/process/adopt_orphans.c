// class: zombies and orphans
// tries: become the one who gets the orphans, in init's place
// expect: SYSCALL_DENIED prctl
// control: yes
#include <stdio.h>
#include <sys/prctl.h>

int main(void) {
  puts(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? "ESCAPED: set"
                                                      : "refused by the kernel alone");
}
