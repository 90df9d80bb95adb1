// class: pipe-capacity grabs
// tries: make pipes of 1 MiB, of which each is memory of the kernel
// expect: SYSCALL_DENIED fcntl
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int ends[2];
  if (pipe(ends) != 0) return 1;
  puts(fcntl(ends[0], F_SETPIPE_SZ, 1 << 20) > 0 ? "ESCAPED: a big pipe" : "refused");
}
