// class: symlinks and FIFOs at copy-out
// tries: reach the host through symbolic links, planted and its own
// expect: contained
// mode: run
// policy: run
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
  int seen = Sees("/plant/link") || open("/plant/secret-link", O_RDONLY) >= 0;
  if (symlink("/etc/passwd", "mine") != 0 || symlink("/proc/1/root/etc/passwd", "other") != 0)
    return 1;
  seen |= Sees("mine") || Sees("other");
  puts(seen ? "ESCAPED: a file of the host" : "contained");
}
