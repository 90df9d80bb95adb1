// class: device nodes
// tries: open a device node in a folder that it is shown
// expect: contained
// mode: run
// policy: run
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

int main(void) {
  struct stat status;
  if (stat("/plant/device", &status) != 0 || !S_ISCHR(status.st_mode)) return puts("no bait") < 0;
  puts(open("/plant/device", O_RDONLY) < 0 ? "contained" : "ESCAPED: opened");
}
