// class: work directories on disk
// tries: make more files, folders and links to them than its work directory may have
// mode: run
// policy: run
// flags: --work-disk --work-size 8MiB --work-files 500 --wall-limit 60s --time-limit 20s
// expect: contained
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  char name[300];
  int count = 0;
  while (count < 100000) {
    sprintf(name, "/work/%d", count);
    if (count % 2 == 0) {
      const int fd = open(name, O_CREAT | O_WRONLY, 0600);
      if (fd < 0) break;
      close(fd);
    } else if (mkdir(name, 0700) != 0) {
      break;
    }
    ++count;
  }
  // Names of one file take room of folders only: 8 MiB of it are 30,000 long ones.
  int links = 0;
  for (; links < 100000; ++links) {
    sprintf(name, "/work/1/%0240d", links);
    if (link("/work/0", name) != 0) break;
  }
  puts(count < 1000 && links < 66000 ? "contained" : "ESCAPED: more than there may be");
}
