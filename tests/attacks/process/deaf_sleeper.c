// class: stalls
// tries: sleep for ever and ignore every signal
// expect: WALL_TIME_LIMIT_EXCEEDED
// flags: --wall-limit 700ms
#include <signal.h>
#include <unistd.h>

int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  for (int number = 1; number < 65; ++number) signal(number, SIG_IGN);
  while (1) pause();
}
