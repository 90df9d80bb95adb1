// class: memory
// tries: lock memory, so that nothing of it can be reclaimed
// expect: contained | MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 64MiB
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

int main(void) {
  char* block = malloc(32 << 20);
  memset(block, 1, 32 << 20);
  puts(mlock(block, 32 << 20) != 0 && mlockall(MCL_CURRENT) != 0 ? "contained" : "ESCAPED: locked");
}
