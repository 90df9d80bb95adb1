// class: page cache
// tries: take a shared file out of memory, as a signal to others or to slow them
// expect: contained
// control: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

int main(void) {
  const int file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  const int kDontCache = 0x80;
  char byte;
  const struct iovec vector = {&byte, 1};
  if (posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0) return puts("ESCAPED: fadvise") < 0;
  if (preadv2(file, &vector, 1, 0, kDontCache) >= 0) return puts("ESCAPED: preadv2") < 0;
  puts("contained");
}
