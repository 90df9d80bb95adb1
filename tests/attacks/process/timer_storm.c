// class: timer and signal floods
// tries: burn the kernel's time with timers that go off all the time, without being billed
// expect: TIME_LIMIT_EXCEEDED
// flags: --time-limit 500ms
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void Handle(int number) { (void)number; }

int main(void) {
  signal(SIGALRM, Handle);
  const struct itimerval often = {{0, 1}, {0, 1}};
  setitimer(ITIMER_REAL, &often, NULL);
  while (1) pause();
}
