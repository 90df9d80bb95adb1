// class: signals to the supervisor
// tries: join the process group or session of what started it
// expect: contained
#include <stdio.h>
#include <unistd.h>

int main(void) {
  if (getsid(0) != getpid() && getsid(0) != 0) puts("not the leader of a session");
  if (setpgid(0, 1) == 0 || setpgid(0, getppid()) == 0) puts("ESCAPED: in another group");
  puts(getpgid(getppid()) > 2 ? "ESCAPED: sees a group of the host" : "contained");
}
