// class: device nodes
// tries: make the node of a disk, or of memory
// expect: SYSCALL_DENIED mknod | SYSCALL_DENIED mknodat
// mode: run
// policy: run
// vm: yes
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int main(void) {
  puts(mknod("disk", S_IFBLK | 0666, makedev(8, 0)) == 0 ? "ESCAPED: a disk"
                                                         : "refused by the kernel alone");
}
