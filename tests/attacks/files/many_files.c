// class: kernel-memory bombs
// tries: make files without end, each of which is an inode
// expect: contained
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  char name[32];
  int count = 0;
  for (; count < 1000000; ++count) {
    snprintf(name, sizeof name, "%d", count);
    const int fd = open(name, O_CREAT | O_WRONLY, 0600);
    if (fd < 0) break;
    close(fd);
  }
  puts(count < 10000 ? "contained" : "ESCAPED: no limit");
}
