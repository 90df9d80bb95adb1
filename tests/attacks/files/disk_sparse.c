// class: work directories on disk
// tries: reserve and fill more of the disk than there is by sparse files and fallocate
// mode: run
// policy: run
// flags: --work-disk --work-size 8MiB --wall-limit 60s --time-limit 20s
// expect: contained
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char block[1 << 16];

int main(void) {
  // Of a file that is too long.
  signal(SIGXFSZ, SIG_IGN);
  long taken = 0;
  for (int i = 0; i < 50; ++i) {
    char name[32];
    sprintf(name, "/work/%d", i);
    const int fd = open(name, O_CREAT | O_RDWR, 0600);
    if (fd < 0) break;
    // Beyond its end, which no limit of a file's length knows.
    if (fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 4 << 20) == 0) taken += 4 << 20;
    if (fallocate(fd, FALLOC_FL_KEEP_SIZE, 1l << 40, 1 << 20) == 0) taken += 1 << 20;
    ftruncate(fd, 8 << 20);
    for (long offset = 0; offset < 8 << 20; offset += sizeof block) {
      memset(block, 1, sizeof block);
      // What was reserved is filled first.
      const long count = pwrite(fd, block, sizeof block, offset);
      if (count > 0 && offset >= 4 << 20) taken += count;
    }
    close(fd);
  }
  puts(taken < 10 << 20 ? "contained" : "ESCAPED: more than there is");
}
