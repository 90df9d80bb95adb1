// class: ptrace of siblings
// tries: trace a process of the same user
// expect: SYSCALL_DENIED ptrace
// vm: yes
// control: yes
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>

int main(void) {
  const pid_t child = fork();
  if (child == 0) pause();
  puts(ptrace(PTRACE_ATTACH, child, 0, 0) == 0 ? "ESCAPED: traced" : "refused");
  kill(child, SIGKILL);
}
