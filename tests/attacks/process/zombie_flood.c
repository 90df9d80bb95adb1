// class: zombies and orphans
// tries: fill the host's process table with zombies
// expect: contained
// vm: yes
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int count = 0;
  while (count < 100000) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    if (child < 0) break;
    ++count;
  }
  puts(count < 64 ? "contained" : "ESCAPED: more processes than the limit");
}
