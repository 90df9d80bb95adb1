// class: work directories on disk
// tries: read what was on the host's disk, or another run's, in room that it reserves
// mode: run
// policy: run
// flags: --work-disk --work-size 64MiB --wall-limit 60s --time-limit 20s
// expect: contained
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static char block[1 << 16];

int main(void) {
  const int fd = open("/work/file", O_CREAT | O_RDWR, 0600);
  const long size = 48 << 20;
  if (fallocate(fd, 0, 0, size) != 0) return 1;
  // A few bytes in the middle of blocks: the rest of them must not come from the disk.
  for (long offset = 777; offset < size; offset += 1 << 20) pwrite(fd, "", 1, offset);
  fsync(fd);
  int seen = 0;
  for (int pass = 0; pass < 2; ++pass) {
    lseek(fd, 0, SEEK_SET);
    long count;
    while ((count = read(fd, block, sizeof block)) > 0) {
      for (long i = 0; i < count; ++i) seen |= block[i] != 0;
    }
    // Then from the disk, and not from memory.
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  }
  puts(seen ? "ESCAPED: somebody's bytes" : "contained");
}
