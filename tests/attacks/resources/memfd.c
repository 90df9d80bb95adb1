// class: memory
// tries: take memory as files without a name, which belong to no process's size
// expect: MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 64MiB
// vm: yes
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
  static char block[1 << 20];
  for (int i = 0; i < 200; ++i) {
    const int file = memfd_create("x", 0);
    for (int j = 0; j < 10; ++j) {
      if (write(file, block, sizeof block) < 0) return 1;
    }
  }
}
