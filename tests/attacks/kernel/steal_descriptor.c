// class: ptrace of siblings
// tries: take a descriptor out of another process by pidfd_getfd
// expect: SYSCALL_DENIED pidfd_open
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  const long pidfd = syscall(SYS_pidfd_open, (long)getppid(), 0L);
  puts(pidfd >= 0 ? "ESCAPED: a pidfd" : "refused by the kernel alone");
}
