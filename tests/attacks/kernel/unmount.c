// class: mount and procfs races
// tries: take a mount away to see what is below it
// expect: SYSCALL_DENIED umount2
// control: yes
#include <stdio.h>
#include <sys/mount.h>

int main(void) {
  puts(umount2("/tmp", MNT_DETACH) == 0 ? "ESCAPED: unmounted" : "refused by the kernel alone");
}
