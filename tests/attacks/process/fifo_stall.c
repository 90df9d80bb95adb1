// class: stalls
// tries: wait for ever to open a FIFO
// expect: WALL_TIME_LIMIT_EXCEEDED
// mode: run
// policy: run
// flags: --wall-limit 700ms
#include <fcntl.h>
#include <sys/stat.h>

int main(void) {
  if (mkfifo("fifo", 0600) != 0) return 1;
  open("fifo", O_RDONLY);
}
