// class: output to a closed pipe
// tries: close its output and go on, or make the judge write to a closed pipe
// expect: contained
// vm: yes
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  const int saved = dup(1);
  close(0);
  close(1);
  close(2);
  int good = write(1, "x", 1) < 0 && errno == EBADF;
  int ends[2];
  good &= pipe(ends) == 0 && close(ends[0]) == 0;
  good &= write(ends[1], "x", 1) < 0 && errno == EPIPE;
  (void)!write(saved, good ? "contained\n" : "ESCAPED\n", good ? 10 : 8);
}
