// class: cpu theft
// tries: sleep whenever the clock ticks, so that sampled accounting sees nothing
// expect: TIME_LIMIT_EXCEEDED
// flags: --time-limit 300ms --wall-limit 30s
#include <time.h>

static long Now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000L + now.tv_nsec;
}

int main(void) {
  const struct timespec shortest = {0, 50000};
  while (1) {
    nanosleep(&shortest, NULL);
    for (const long start = Now(); Now() - start < 300000;) {
    }
  }
}
