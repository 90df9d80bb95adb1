// class: setuid binaries
// tries: gain the owner's rights by a setuid and setgid binary that it is shown
// expect: RUNTIME_ERROR exit 7
// mode: run
// policy: run
// vm: yes
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  struct stat status;
  if (stat("/plant/setuid", &status) != 0 || !(status.st_mode & S_ISUID))
    return puts("no bait") < 0;
  int ends[2];
  if (pipe(ends) != 0) return 1;
  if (fork() == 0) {
    dup2(ends[1], 1);
    // coreutils' id, owned by root: it prints "uid=... euid=..." when they differ.
    execl("/plant/setuid", "id", NULL);
    _exit(1);
  }
  close(ends[1]);
  static char text[1000];
  size_t size = 0;
  for (ssize_t count; (count = read(ends[0], text + size, sizeof text - 1 - size)) > 0;)
    size += count;
  if (strstr(text, "euid=") || strstr(text, "egid=") || !strstr(text, "uid=1000"))
    return printf("ESCAPED: %s", text) < 0;
  return 7;
}
