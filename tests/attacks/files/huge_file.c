// class: sparse and huge files
// tries: fill the disk with one file
// expect: OUTPUT_LIMIT_EXCEEDED | MEMORY_LIMIT_EXCEEDED
// flags: --output-limit 32MiB --memory-limit 64MiB
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  static char block[1 << 20];
  const int file = open("big", O_CREAT | O_WRONLY, 0600);
  for (int i = 0; i < 4096; ++i) {
    if (write(file, block, sizeof block) < 0) return puts("refused") < 0;
  }
  puts("ESCAPED: 4 GiB");
}
