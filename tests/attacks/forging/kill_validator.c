// class: result forging
// tries: kill the validator, whatever its pid, and so be judged by nobody
// expect: WRONG_ANSWER
// mode: judge
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (pid_t pid = 1; pid < 70000; ++pid) {
    if (pid != getpid()) kill(pid, SIGKILL);
  }
  kill(-1, SIGTERM);
  puts("0");
}
