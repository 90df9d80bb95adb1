// class: kernel-memory bombs
// tries: watch everything with every epoll, in many processes
// expect: MEMORY_LIMIT_EXCEEDED | contained | TIME_LIMIT_EXCEEDED
// flags: --memory-limit 32MiB --time-limit 5s
// vm: yes
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 30; ++i) {
    if (fork() != 0) continue;
    int polls[300];
    int count = 0;
    while (count < 120 && (polls[count] = epoll_create1(0)) >= 0) ++count;
    int ends[2];
    while (pipe(ends) == 0) {
      struct epoll_event event = {.events = EPOLLIN};
      for (int j = 0; j < count; ++j) epoll_ctl(polls[j], EPOLL_CTL_ADD, ends[0], &event);
    }
    while (1) pause();
  }
  sleep(2);
  puts("contained");
}
