// class: user namespaces in the jail
// tries: become root of a user namespace of its own
// expect: SYSCALL_DENIED unshare
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>

int main(void) { puts(unshare(CLONE_NEWUSER) == 0 ? "ESCAPED: a namespace" : "refused"); }
