// class: compile-time file reads
// tries: put a file of the host into the program by #embed, with compilers that have it
// expect: contained
#include <cstdio>

int main() {
#if defined(__has_embed)
#if __has_embed("@SECRET@") || __has_embed("/etc/passwd")
  std::puts("ESCAPED: a file of the host is there");
  return 0;
#endif
#endif
  std::puts("contained");
}
