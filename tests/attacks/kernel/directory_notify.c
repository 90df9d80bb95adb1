// class: inotify
// tries: watch a shared folder by F_NOTIFY, the oldest way
// expect: SYSCALL_DENIED fcntl
// control: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>

int main(void) {
  const int folder = open("/usr/lib/x86_64-linux-gnu", O_RDONLY);
  puts(fcntl(folder, F_NOTIFY, DN_ACCESS | DN_MULTISHOT) == 0 ? "ESCAPED: watches"
                                                              : "refused by the kernel alone");
}
