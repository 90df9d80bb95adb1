// class: cache poisoning
// tries: change what compilations of others are taken from
// expect: contained
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#if __has_include("/var/lib/assay/cache/compile") || __has_include("../cache/compile")
#error "ESCAPED: the compiler sees the cache"
#endif

int main(void) {
  const char* const folders[] = {
      "/prepared", "/prepared/bits", "/var/lib/assay/cache", "/var/lib/assay/cache/compile", "/box",
      "/src"};
  int done = 0;
  for (int i = 0; i < 6; ++i) {
    const int folder = open(folders[i], O_RDONLY | O_DIRECTORY);
    if (folder < 0) continue;
    done |= i != 4;
    done |= openat(folder, "poison", O_CREAT | O_WRONLY, 0644) >= 0;
    done |= unlinkat(folder, "program", 0) == 0 || openat(folder, "program", O_WRONLY) >= 0;
    close(folder);
  }
  puts(done ? "ESCAPED: the cache can be reached" : "contained");
}
