// class: inherited descriptors
// tries: leave by the working directory or a descriptor under /proc/self (CVE-2024-21626)
// expect: contained
// mode: run
// policy: run
// flags: --proc
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  char path[256];
  int seen = getcwd(path, sizeof path) == NULL || strcmp(path, "/work") != 0;
  for (int fd = 0; fd < 100; ++fd) {
    snprintf(path, sizeof path, "/proc/self/fd/%d/../../../etc/passwd", fd);
    seen |= access(path, F_OK) == 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d/etc/passwd", fd);
    seen |= access(path, F_OK) == 0;
  }
  seen |= access("/proc/self/cwd/../etc/passwd", F_OK) == 0;
  seen |= access("/proc/self/root/etc/passwd", F_OK) == 0;
  for (int i = 0; i < 50; ++i) chdir("..");
  seen |= access("etc/passwd", F_OK) == 0;
  puts(seen ? "ESCAPED: the host's files" : "contained");
}
