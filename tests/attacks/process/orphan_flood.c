// class: zombies and orphans
// tries: leave orphans in sessions of their own that hold the output open
// expect: contained
// vm: yes
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 30; ++i) {
    if (fork() != 0) continue;
    setsid();
    for (int number = 1; number < 65; ++number) signal(number, SIG_IGN);
    if (fork() != 0) _exit(0);
    while (1) pause();
  }
  puts("contained");
}
