// class: mount and procfs races
// tries: the classic way out of a chroot
// expect: SYSCALL_DENIED chroot
// control: yes
#include <stdio.h>
#include <unistd.h>

int main(void) {
  puts(chroot("/tmp") == 0 ? "ESCAPED: a new root" : "refused by the kernel alone");
}
