// class: memory
// tries: take all memory from the heap
// expect: MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 64MiB
// vm: yes
#include <stdlib.h>
#include <string.h>

int main(void) {
  for (char* block; (block = malloc(1 << 20)) != NULL;) memset(block, 1, 1 << 20);
}
