// class: page cache
// tries: see without a clock whether others have read a file
// expect: contained
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/uio.h>

int main(void) {
  const int file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  char byte;
  const struct iovec vector = {&byte, 1};
  const ssize_t count = preadv2(file, &vector, 1, 0, RWF_NOWAIT);
  puts(count < 0 && errno == EOPNOTSUPP ? "contained" : "ESCAPED: it tells");
}
