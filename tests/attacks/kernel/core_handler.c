// class: core-dump pattern
// tries: crash with a core limit at which the host's handler is started, as root and outside
// expect: contained
// vm: yes
// control: yes
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) == 0) return puts("ESCAPED: the limit is 0") < 0;
  const pid_t child = fork();
  if (child == 0) abort();
  int status = 0;
  waitpid(child, &status, 0);
  puts(WIFSIGNALED(status) && !WCOREDUMP(status) ? "contained" : "ESCAPED: a core dump");
}
