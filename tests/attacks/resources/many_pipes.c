// class: kernel-memory bombs
// tries: fill as many pipes as it can, in many processes
// expect: MEMORY_LIMIT_EXCEEDED | contained
// flags: --memory-limit 32MiB --time-limit 20s
// vm: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  static char block[65536];
  for (int i = 0; i < 30; ++i) {
    if (fork() != 0) continue;
    int ends[2];
    while (pipe2(ends, O_NONBLOCK) == 0) {
      if (write(ends[1], block, sizeof block) < 0) break;
    }
    while (1) pause();
  }
  sleep(2);
  puts("contained");
}
