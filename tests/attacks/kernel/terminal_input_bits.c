// class: ioctl TIOCSTI
// tries: the same behind upper bits of the request, which the kernel ignores (CVE-2019-10063)
// expect: SYSCALL_DENIED ioctl
// control: yes
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  for (long fd = 0; fd < 3; ++fd) syscall(SYS_ioctl, fd, 1UL << 32 | TIOCSTI, "\n");
  puts("ESCAPED: the call reached the kernel");
}
