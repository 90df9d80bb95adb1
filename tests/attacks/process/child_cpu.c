// class: cpu theft
// tries: burn cpu time in short children that nobody waits for, which rusage forgets
// expect: TIME_LIMIT_EXCEEDED
// flags: --time-limit 500ms
// vm: yes
#include <signal.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  signal(SIGCHLD, SIG_IGN);
  while (1) {
    if (fork() == 0) {
      const clock_t start = clock();
      while (clock() - start < CLOCKS_PER_SEC / 50) {
      }
      _exit(0);
    }
    usleep(1000);
  }
}
