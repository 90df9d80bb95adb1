// class: kernel modules
// tries: load a kernel module
// expect: SYSCALL_DENIED init_module
// control: yes
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  puts(syscall(SYS_init_module, "x", 1L, "") == 0 ? "ESCAPED: loaded"
                                                  : "refused by the kernel alone");
}
