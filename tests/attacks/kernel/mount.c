// class: mount and procfs races
// tries: mount a tmpfs
// expect: SYSCALL_DENIED mount
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/mount.h>

int main(void) {
  puts(mount("x", "/tmp", "tmpfs", 0, 0) == 0 ? "ESCAPED: mounted" : "refused by the kernel alone");
}
