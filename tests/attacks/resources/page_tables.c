// class: kernel-memory bombs
// tries: touch a byte in each 2 MiB, so that most memory goes into page tables
// expect: MEMORY_LIMIT_EXCEEDED
// flags: --memory-limit 64MiB
// vm: yes
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
  const unsigned long size = 1UL << 43;
  char* memory =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return puts("no room") < 0;
  madvise(memory, size, MADV_NOHUGEPAGE);
  // Reads map the zero page: nothing but tables is allocated.
  volatile char sum = 0;
  for (unsigned long at = 0; at < size; at += 2 << 20) sum += memory[at];
  puts("ESCAPED: gigabytes of page tables");
}
