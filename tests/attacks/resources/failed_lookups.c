// class: kernel-memory bombs
// tries: look for files that are not there, each of which leaves an entry in the kernel's cache
// expect: TIME_LIMIT_EXCEEDED | MEMORY_LIMIT_EXCEEDED
// flags: --time-limit 1s --memory-limit 32MiB
#include <stdio.h>
#include <unistd.h>

int main(void) {
  char path[200];
  for (unsigned long i = 0;; ++i) {
    snprintf(path, sizeof path, "/usr/lib/%0100lu", i);
    access(path, F_OK);
  }
}
