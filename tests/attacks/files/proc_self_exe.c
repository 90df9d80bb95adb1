// class: /proc/self/exe overwrite
// tries: overwrite its own binary and the supervisor's through /proc (CVE-2019-5736)
// expect: contained
// mode: run
// policy: run
// flags: --proc
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const int self = open("/proc/self/exe", O_RDONLY);
  char again[64];
  snprintf(again, sizeof again, "/proc/self/fd/%d", self);
  int done = self < 0;
  done |= open("/proc/self/exe", O_WRONLY) >= 0 || open("/proc/self/exe", O_RDWR | O_TRUNC) >= 0;
  // Once it no longer runs, only the mount is in the way.
  if (fork() == 0) execl("/usr/bin/sh", "sh", "-c", "echo x > /box/program", NULL);
  for (int i = 0; i < 200; ++i) {
    done |= open(again, O_WRONLY) >= 0 || open("/proc/1/exe", O_RDONLY) >= 0;
    usleep(1000);
  }
  puts(done ? "ESCAPED: a binary can be written" : "contained");
}
