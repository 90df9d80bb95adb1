// class: hard links to test data
// tries: link a file that it is shown into its own folder, to change it there
// expect: contained
// mode: run
// policy: run
// vm: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int made = link("/plant/public", "/work/linked") == 0;
  made |= link("/plant/private", "/work/linked") == 0;
  const int fd = open("/plant/public", O_RDONLY);
  made |= linkat(fd, "", AT_FDCWD, "/work/linked", AT_EMPTY_PATH) == 0;
  puts(made ? "ESCAPED: a hard link" : "contained");
}
