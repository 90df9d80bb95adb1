// class: zombies and orphans
// tries: write more output from an orphan after the program has ended
// expect: contained
#include <stdio.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    setsid();
    usleep(300000);
    puts("ESCAPED: late output");
    return 0;
  }
  puts("contained");
}
