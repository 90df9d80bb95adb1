// class: uid dropped but not gid
// tries: become root, or init's user, again
// expect: SYSCALL_DENIED setresuid
// control: yes
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

int main(void) { puts(setresuid(0, 0, 0) == 0 ? "ESCAPED: root" : "refused by the kernel alone"); }
