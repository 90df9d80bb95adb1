// class: control-group files
// tries: read counters of other runs' control groups, which are a clock for them
// expect: contained
// mode: cross
// policy: run
// flags: --proc
// vm: yes
// control: yes
#include <fcntl.h>

#include "tests/attacks/cross/roles.h"

static void Send(void) {}

static int Received(void) {
  const char* const paths[] = {"/sys",          "/sys/fs/cgroup", "/sys/fs/cgroup/memory",
                               "/proc/cgroups", "/proc/pressure", "/proc/stat"};
  int found = 0;
  for (int i = 0; i < 6; ++i) found |= access(paths[i], F_OK) == 0;
  // Its own path is the root of its namespace.
  char text[4096] = "";
  const int file = open("/proc/self/cgroup", O_RDONLY);
  if (file >= 0) (void)!read(file, text, sizeof text - 1);
  return found || strstr(text, "assay") != NULL || strstr(text, "jail-") != NULL;
}
