// class: kernel-memory bombs
// tries: make as many mappings as it can, in many processes
// expect: contained | MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 32MiB --time-limit 20s
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 30; ++i) {
    if (fork() != 0) continue;
    // Neighbours differ, so that they do not become one.
    for (int j = 0; j < 60000; ++j) {
      if (mmap(NULL, 4096, j % 2 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
          MAP_FAILED)
        break;
    }
    while (1) pause();
  }
  sleep(2);
  puts("contained");
}
