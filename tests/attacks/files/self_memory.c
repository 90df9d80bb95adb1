// class: page cache
// tries: write into read-only pages of a shared library through /proc/self/mem, as Dirty COW did
// expect: contained
// mode: run
// policy: run
// flags: --proc
#include <fcntl.h>
#include <stdio.h>

int main(void) { puts(open("/proc/self/mem", O_RDWR) < 0 ? "contained" : "ESCAPED: opened"); }
