// class: page cache
// tries: ask by cachestat how much of a shared file is in memory
// expect: SYSCALL_DENIED cachestat | SYSCALL_DENIED 451
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const long kCachestat = 451;
  const unsigned long range[2] = {0, 4096};
  unsigned long answer[5];
  const int file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  puts(syscall(kCachestat, file, range, answer, 0L) == 0 ? "ESCAPED: it tells"
                                                         : "refused by the kernel alone");
}
