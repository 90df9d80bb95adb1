// class: symlinks and FIFOs at copy-out
// tries: reach the host through symbolic links, planted and its own
// expect: contained
// mode: run
// policy: run
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int seen = open("/plant/link", O_RDONLY) >= 0 || open("/plant/secret-link", O_RDONLY) >= 0;
  if (symlink("/etc/passwd", "mine") != 0 || symlink("/proc/1/root/etc/passwd", "other") != 0)
    return 1;
  seen |= open("mine", O_RDONLY) >= 0 || open("other", O_RDONLY) >= 0;
  puts(seen ? "ESCAPED: a file of the host" : "contained");
}
