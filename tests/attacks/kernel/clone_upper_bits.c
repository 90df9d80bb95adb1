// class: user namespaces in the jail
// tries: hide CLONE_NEWUSER from a filter that compares 64 bits behind bits that the kernel ignores
// expect: SYSCALL_DENIED clone
// control: yes
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  const unsigned long flags = 1UL << 40 | CLONE_NEWUSER | SIGCHLD;
  const long pid = syscall(SYS_clone, flags, 0L, 0L, 0L, 0L);
  if (pid == 0) _exit(0);
  puts(pid > 0 ? "ESCAPED: a namespace" : "refused");
}
