// class: memory
// tries: take memory as files in the work directory
// expect: MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 32MiB
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  static char block[1 << 20];
  for (int i = 0; i < 1000; ++i) {
    char name[32];
    snprintf(name, sizeof name, "%d", i);
    const int file = open(name, O_CREAT | O_WRONLY, 0600);
    for (int j = 0; j < 8; ++j) {
      if (write(file, block, sizeof block) < 0) return 1;
    }
  }
}
