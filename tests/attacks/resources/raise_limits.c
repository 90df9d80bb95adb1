// class: filter and privileges
// tries: raise each of its resource limits, and those of others
// expect: SYSCALL_DENIED prlimit64
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

int main(void) {
  const int resources[] = {RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_STACK, RLIMIT_MEMLOCK,
                           RLIMIT_MSGQUEUE};
  const struct rlimit more = {1UL << 50, 1UL << 50};
  for (int i = 0; i < 5; ++i) {
    if (setrlimit(resources[i], &more) == 0) printf("ESCAPED: limit %d\n", resources[i]);
  }
  struct rlimit other;
  puts(prlimit(getppid(), RLIMIT_NOFILE, NULL, &other) == 0 ? "ESCAPED: another's limit"
                                                            : "refused");
}
