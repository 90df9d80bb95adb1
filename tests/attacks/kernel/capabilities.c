// class: filter and privileges
// tries: find a capability in any of its sets
// expect: contained
// mode: run
// flags: --proc
// vm: yes
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

int main(void) {
  FILE* const status = fopen("/proc/self/status", "r");
  char line[256];
  int sets = 0;
  while (status != NULL && fgets(line, sizeof line, status) != NULL) {
    if (strncmp(line, "Cap", 3) != 0) continue;
    ++sets;
    if (strcmp(line + 6, ":\t0000000000000000\n") != 0) printf("ESCAPED: %s", line);
  }
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) puts("ESCAPED: new privileges are possible");
  puts(sets == 5 ? "contained" : "no sets to look at");
}
