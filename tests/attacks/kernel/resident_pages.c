// class: page cache
// tries: see by mincore which pages of a shared file are in memory
// expect: contained
// vm: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

// A file of which surely not every page is in memory: 200 MB of static libraries. The kernel says
// "resident" of all to those who do not own the file.
int main(void) {
  const char* const files[] = {"/usr/lib/x86_64-linux-gnu/libLLVM-14.so.1",
                               "/usr/lib/x86_64-linux-gnu/libc.a",
                               "/usr/lib/x86_64-linux-gnu/libm.so.6"};
  for (int i = 0; i < 3; ++i) {
    const int file = open(files[i], O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) continue;
    const char* memory = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    static unsigned char resident[1 << 20];
    mincore((void*)memory, status.st_size, resident);
    for (long page = 0; page < status.st_size / 4096 && page < (1 << 20); ++page) {
      if (!(resident[page] & 1)) return puts("ESCAPED: mincore tells") < 0;
    }
  }
  puts("contained");
}
