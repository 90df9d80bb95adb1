// class: page cache
// tries: the way of Dirty Pipe, a shared file's pages spliced into a pipe and written over
// expect: SYSCALL_DENIED splice
// control: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int ends[2];
  off64_t offset = 1;
  const int file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  if (pipe(ends) != 0) return 1;
  puts(splice(file, &offset, ends[1], NULL, 1, 0) == 1 ? "ESCAPED: spliced" : "refused");
}
