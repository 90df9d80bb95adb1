// class: mount and procfs races
// tries: make a mount by the newer calls
// expect: SYSCALL_DENIED fsopen
// control: yes
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  puts(syscall(SYS_fsopen, "tmpfs", 0L) >= 0 ? "ESCAPED: opened" : "refused by the kernel alone");
}
