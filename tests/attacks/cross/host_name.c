// class: clock and host name
// tries: leave a message in the host's name
// expect: SYSCALL_DENIED sethostname | contained
// mode: cross
#define _GNU_SOURCE
#include <sys/utsname.h>

#include "tests/attacks/cross/roles.h"

static void Send(void) { sethostname("message", 7); }

static int Received(void) {
  struct utsname name;
  uname(&name);
  return strcmp(name.nodename, "assay") != 0 || name.domainname[0] != 0;
}
