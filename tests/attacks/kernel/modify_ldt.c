// class: kernel modules
// tries: write the local descriptor table, a source of kernel holes
// expect: SYSCALL_DENIED modify_ldt
// control: yes
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  static char table[64];
  puts(syscall(SYS_modify_ldt, 0L, table, sizeof table) >= 0 ? "ESCAPED: read"
                                                             : "refused by the kernel alone");
}
