// class: deep directories
// tries: leave folders so deep that removing them overflows a stack or a path
// expect: contained
// vm: yes
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  const char name[] =
      "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
      "d"
      "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
      "d";
  int depth = 0;
  while (depth < 1000000 && mkdir(name, 0700) == 0 && chdir(name) == 0) ++depth;
  puts(depth > 1000 && depth < 10000 ? "contained" : "ESCAPED: no limit");
}
