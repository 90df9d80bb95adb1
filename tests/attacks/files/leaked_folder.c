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

// Whether it sees a file of the host's: an image's own /etc/passwd names no daemon.
static int Sees(const char* path) {
  const int fd = open(path, O_RDONLY);
  if (fd < 0) return 0;
#ifdef IN_IMAGE
  static char text[1 << 16];
  if (read(fd, text, sizeof text - 1) <= 0) text[0] = 0;
  close(fd);
  return strstr(text, "daemon") != NULL;
#else
  return 1;
#endif
}

int main(void) {
  char path[256];
  int seen = getcwd(path, sizeof path) == NULL || strcmp(path, "/work") != 0;
  for (int fd = 0; fd < 100; ++fd) {
    snprintf(path, sizeof path, "/proc/self/fd/%d/../../../etc/passwd", fd);
    seen |= Sees(path);
    snprintf(path, sizeof path, "/proc/self/fd/%d/etc/passwd", fd);
    seen |= Sees(path);
  }
  seen |= Sees("/proc/self/cwd/../etc/passwd");
  seen |= Sees("/proc/self/root/etc/passwd");
  for (int i = 0; i < 50; ++i) chdir("..");
  seen |= Sees("etc/passwd");
  puts(seen ? "ESCAPED: the host's files" : "contained");
}
