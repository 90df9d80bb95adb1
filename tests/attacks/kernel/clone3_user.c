// class: user namespaces in the jail
// tries: clone3 a child into a new user namespace, whose flags a filter cannot read
// expect: contained
// vm: yes
// control: yes
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  struct clone_args arguments = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
  const long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid == 0) _exit(0);
  puts(pid < 0 && errno == ENOSYS ? "contained" : "ESCAPED: clone3 is there");
}
