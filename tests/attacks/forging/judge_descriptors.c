// class: result forging
// tries: write a judge's messages to every descriptor, the control socket's number among them
// expect: contained
// vm: yes
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

int main(void) {
  // The form of an exit report: type, stage, errno, wait status, times.
  const int message[10] = {2, 0, 0, 0};
  const struct rlimit more = {4096, 4096};
  int done = setrlimit(RLIMIT_NOFILE, &more) == 0;
  for (int fd = 3; fd < 5000; ++fd) done |= write(fd, message, sizeof message) >= 0;
  done |= dup2(1, 1000) >= 0;
  puts(done ? "ESCAPED: written" : "contained");
}
