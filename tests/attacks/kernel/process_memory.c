// class: ptrace of siblings
// tries: write into the memory of another process
// expect: SYSCALL_DENIED process_vm_writev
// control: yes
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
  static int value;
  const pid_t child = fork();
  if (child == 0) pause();
  const struct iovec vector = {&value, sizeof value};
  const ssize_t count = process_vm_writev(child, &vector, 1, &vector, 1, 0);
  puts(count > 0 ? "ESCAPED: written" : "refused by the kernel alone");
  kill(child, SIGKILL);
}
