// class: stalls
// tries: stall the judge with a child that is stopped for ever
// expect: WALL_TIME_LIMIT_EXCEEDED
// flags: --wall-limit 700ms
// vm: yes
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  const pid_t child = fork();
  if (child == 0) raise(SIGSTOP);
  waitpid(child, NULL, 0);
}
