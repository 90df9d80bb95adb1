// class: environment
// tries: find the caller's environment
// expect: contained
// vm: yes
// control: yes
#include <stdio.h>
#include <string.h>

extern char** environ;

int main(void) {
  int found = 0;
  for (char** entry = environ; *entry != NULL; ++entry) {
    if (strncmp(*entry, "PATH=", 5) == 0 || strncmp(*entry, "LC_ALL=", 7) == 0 ||
        strncmp(*entry, "HOME=/work", 10) == 0)
      continue;
    found = 1;
  }
  puts(found ? "ESCAPED: more than the judge's own" : "contained");
}
