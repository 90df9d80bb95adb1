// class: user namespaces in the jail
// tries: clone a child into a new user namespace
// expect: SYSCALL_DENIED clone
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  const long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0L, 0L, 0L, 0L);
  if (pid == 0) _exit(0);
  puts(pid > 0 ? "ESCAPED: a namespace" : "refused");
}
