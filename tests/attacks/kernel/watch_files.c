// class: inotify
// tries: watch what others do with shared files
// expect: SYSCALL_DENIED inotify_init1
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/inotify.h>

int main(void) { puts(inotify_init1(0) >= 0 ? "ESCAPED: watches" : "refused by the kernel alone"); }
