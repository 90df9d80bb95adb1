// class: file locks
// tries: take a lease on a shared file, to be told when others open it
// expect: SYSCALL_DENIED fcntl
// control: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>

int main(void) {
  const int file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  puts(fcntl(file, F_SETLEASE, F_RDLCK) == 0 ? "ESCAPED: a lease" : "refused by the kernel alone");
}
