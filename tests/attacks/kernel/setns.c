// class: user namespaces in the jail
// tries: enter a namespace found in /proc
// expect: SYSCALL_DENIED setns
// mode: run
// flags: --proc
// vm: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>

int main(void) {
  int fd = open("/proc/1/ns/mnt", O_RDONLY);
  if (fd >= 0) puts("ESCAPED: init's namespace is in sight");
  fd = open("/proc/self/ns/mnt", O_RDONLY);
  puts(setns(fd, 0) == 0 ? "ESCAPED: entered" : "refused by the kernel alone");
}
