// class: kernel modules
// tries: turn the machine off
// expect: SYSCALL_DENIED reboot
#include <linux/reboot.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  // Without the second magic number, so that it does nothing where it is not stopped.
  syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, 0L, LINUX_REBOOT_CMD_CAD_OFF, 0L);
  puts("ESCAPED: the call reached the kernel");
}
