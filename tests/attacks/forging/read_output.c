// class: result forging
// tries: take back what it has written, from the judge's end of the pipe
// expect: contained
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  char byte;
  fcntl(1, F_SETFL, O_NONBLOCK);
  int done = read(1, &byte, 1) >= 0 || errno != EBADF;
  done |= read(2, &byte, 1) >= 0 || errno != EBADF;
  done |= open("/dev/stdout", O_RDONLY) >= 0 || open("/proc/self/fd/1", O_RDONLY) >= 0;
  fcntl(1, F_SETFL, 0);
  puts(done ? "ESCAPED: the pipe's other end" : "contained");
}
