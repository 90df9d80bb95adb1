// class: kernel modules
// tries: get at the machine's ports and segments
// expect: SYSCALL_DENIED iopl
// control: yes
#include <stdio.h>
#include <sys/io.h>

int main(void) { puts(iopl(3) == 0 ? "ESCAPED: ports" : "refused by the kernel alone"); }
