// class: host files
// tries: write into what it is shown read-only, by every way to open a file
// expect: contained
// mode: run
// policy: run
// vm: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

int main(void) {
  const char* const files[] = {"/plant/public", "/box/program", "/usr/bin/env",
                               "/dev/null-x",   "/new",         "/usr/new",
                               "/box/new",      "/plant/new",   "/proc/new"};
  int done = 0;
  for (int i = 0; i < 9; ++i) {
    done |= open(files[i], O_WRONLY | O_CREAT, 0666) >= 0;
    done |= open(files[i], O_RDONLY | O_TRUNC) >= 0;
    done |= truncate(files[i], 0) == 0;
    done |= chmod(files[i], 0777) == 0;
    done |= rename(files[i], "/work/moved") == 0;
    done |= unlink(files[i]) == 0;
    done |= utimes(files[i], NULL) == 0;
    done |= mkdir(files[i], 0777) == 0;
  }
  const int fd = open("/plant/public", O_RDONLY);
  done |= mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED;
  done |= open("/plant", O_TMPFILE | O_RDWR, 0600) >= 0;
  done |= open("/plant/private", O_RDONLY) >= 0;
  puts(done ? "ESCAPED: a change" : "contained");
}
