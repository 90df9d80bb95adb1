// class: signals to the supervisor
// tries: kill every process that it can name, its init and the supervisor among them
// expect: contained
// vm: yes
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int reached = 0;
  const pid_t self = getpid();
  for (pid_t pid = 1; pid < 100000; ++pid) {
    if (pid != self && kill(pid, SIGKILL) == 0) ++reached;
  }
  reached += kill(-1, SIGKILL) == 0;
  puts(reached == 0 ? "contained" : "ESCAPED: a signal was sent");
}
