// class: cpu theft
// tries: leave the cpu on which it is timed
// expect: SYSCALL_DENIED sched_setaffinity
// control: yes
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  cpu_set_t all;
  memset(&all, 0xff, sizeof all);
  puts(sched_setaffinity(0, sizeof all, &all) == 0 ? "ESCAPED: every cpu" : "refused");
}
