// class: timer and signal floods
// tries: queue real-time signals, each of which is memory of the kernel
// expect: contained | MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 32MiB
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  long count = 0;
  while (count < 10000000 && sigqueue(getpid(), SIGRTMIN + count % 30, (union sigval){0}) == 0)
    ++count;
  puts(count < 10000000 ? "contained" : "ESCAPED: no limit");
}
