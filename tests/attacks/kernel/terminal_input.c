// class: ioctl TIOCSTI
// tries: type a command on the judge's terminal
// expect: SYSCALL_DENIED ioctl
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/ioctl.h>

int main(void) {
  for (int fd = 0; fd < 3; ++fd) ioctl(fd, TIOCSTI, "\n");
  puts("ESCAPED: the call reached the kernel");
}
