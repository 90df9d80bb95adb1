// class: SIGSTOP of its init
// tries: stop init, so that nobody reaps or reports
// expect: contained
// vm: yes
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const int signals[] = {SIGSTOP, SIGTSTP, SIGKILL, SIGTERM, SIGSEGV, SIGCHLD};
  for (int i = 0; i < 6; ++i) kill(1, signals[i]);
  kill(getppid(), SIGSTOP);
  usleep(100000);
  puts(getppid() == 1 ? "contained" : "ESCAPED: init is gone");
}
