// class: kernel-memory bombs
// tries: nest epolls in rings and deep chains, which the kernel walks at each wake-up
// expect: contained
#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>

int main(void) {
  int polls[100];
  struct epoll_event event = {.events = EPOLLIN};
  int depth = 0;
  for (int i = 0; i < 100; ++i) {
    polls[i] = epoll_create1(0);
    if (i > 0 && epoll_ctl(polls[i], EPOLL_CTL_ADD, polls[i - 1], &event) == 0) ++depth;
  }
  const int ring = epoll_ctl(polls[0], EPOLL_CTL_ADD, polls[4], &event);
  puts(ring != 0 && depth < 99 ? "contained" : "ESCAPED: no limit");
}
