// class: io_uring
// tries: make an io_uring, whose operations no filter sees
// expect: SYSCALL_DENIED io_uring_setup
// vm: yes
// control: yes
#include <linux/io_uring.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  struct io_uring_params parameters = {0};
  const long ring = syscall(SYS_io_uring_setup, 8L, &parameters);
  puts(ring >= 0 ? "ESCAPED: a ring" : "refused by the kernel alone");
}
