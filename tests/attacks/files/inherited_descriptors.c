// class: inherited descriptors
// tries: find a descriptor that the judge left open (CVE-2024-21626)
// expect: contained
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int found = 0;
  for (int fd = 3; fd < 100000; ++fd) {
    if (fcntl(fd, F_GETFD) < 0) continue;
    printf("ESCAPED: descriptor %d is open\n", fd);
    found = 1;
  }
  if (!found) puts("contained");
}
