// class: inotify
// tries: watch all of a mount by fanotify
// expect: SYSCALL_DENIED fanotify_init
// control: yes
#include <fcntl.h>
#include <stdio.h>
#include <sys/fanotify.h>

int main(void) {
  puts(fanotify_init(FAN_CLASS_NOTIF, O_RDONLY) >= 0 ? "ESCAPED: watches"
                                                     : "refused by the kernel alone");
}
