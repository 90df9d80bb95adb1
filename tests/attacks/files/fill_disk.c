// class: work directories on disk
// tries: take more of the host's disk than its work directory has
// mode: run
// policy: run
// flags: --work-disk --work-size 8MiB --wall-limit 20s
// expect: OUTPUT_LIMIT_EXCEEDED
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[1 << 16];
  memset(block, 1, sizeof block);
  const int fd = open("/work/file", O_WRONLY | O_CREAT, 0600);
  long written = 0;
  long count;
  while ((count = write(fd, block, sizeof block)) > 0) written += count;
  if (written > 10 << 20) {
    puts("ESCAPED: too much");
  } else {
    puts(errno == ENOSPC || errno == EFBIG ? "contained" : strerror(errno));
  }
}
