// class: sparse and huge files
// tries: make a file of 1 TiB that takes no space until it is copied
// expect: OUTPUT_LIMIT_EXCEEDED | RUNTIME_ERROR SIGXFSZ
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const int file = open("big", O_CREAT | O_RDWR, 0600);
  puts(ftruncate(file, 1L << 40) == 0 ? "ESCAPED: 1 TiB" : "refused");
}
