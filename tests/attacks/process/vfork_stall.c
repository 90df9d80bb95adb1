// class: stalls
// tries: hang in vfork, uninterruptible until the child is killed
// expect: WALL_TIME_LIMIT_EXCEEDED
// flags: --wall-limit 700ms
#include <unistd.h>

int main(void) {
  if (vfork() == 0) {
    while (1) pause();
  }
}
