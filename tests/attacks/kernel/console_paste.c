// class: ioctl TIOCSTI
// tries: paste to the judge's console by TIOCLINUX
// expect: SYSCALL_DENIED ioctl
// control: yes
#include <stdio.h>
#include <sys/ioctl.h>

int main(void) {
  char paste = 3;
  ioctl(0, TIOCLINUX, &paste);
  puts("ESCAPED: the call reached the kernel");
}
