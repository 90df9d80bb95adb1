// class: kernel-memory bombs
// tries: open files without end, and raise the limit on them
// expect: contained
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

int main(void) {
  const struct rlimit more = {100000, 100000};
  const int raised = setrlimit(RLIMIT_NOFILE, &more) == 0;
  int count = 0;
  while (count < 10000 && open("/dev/null", O_RDONLY) >= 0) ++count;
  puts(!raised && count < 1000 && dup2(1, 1000) < 0 ? "contained" : "ESCAPED: no limit");
}
