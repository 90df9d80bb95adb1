// class: userfaultfd
// tries: make a userfaultfd, with which races in the kernel are won
// expect: SYSCALL_DENIED userfaultfd
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  const long kUserModeOnly = 1;
  const long fd = syscall(SYS_userfaultfd, kUserModeOnly);
  puts(fd >= 0 ? "ESCAPED: a userfaultfd" : "refused by the kernel alone");
}
