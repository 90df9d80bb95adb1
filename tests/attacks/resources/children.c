// class: memory
// tries: take all memory in children of which each stays below the limit
// expect: MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 64MiB
// vm: yes
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 20; ++i) {
    if (fork() == 0) {
      volatile char* block = malloc(16 << 20);
      for (int at = 0; at < 16 << 20; at += 4096) block[at] = 1;
      while (1) pause();
    }
  }
  sleep(1);
}
