// class: work directories on disk
// tries: keep more than its work directory has in extended attributes, or mark files for the kernel
// mode: run
// policy: run
// flags: --work-disk --work-size 8MiB --work-files 4096 --wall-limit 60s --time-limit 20s
// expect: contained
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

int main(void) {
  static char value[3800];
  memset(value, 1, sizeof value);
  long kept = 0;
  for (int i = 0; i < 4000; ++i) {
    char name[32];
    sprintf(name, "/work/%d", i);
    close(open(name, O_CREAT | O_WRONLY, 0600));
    value[0] = i;
    value[1] = i >> 8;
    // Or refused by the policy without an end.
    if (setxattr(name, "user.a", value, sizeof value, 0) == 0) kept += sizeof value;
  }
  char capability[20] = {1, 0, 0, 2, 0xff};
  if (setxattr("/work/0", "security.capability", capability, sizeof capability, 0) == 0) {
    puts("ESCAPED: a capability");
  }
  if (setxattr("/work/0", "trusted.overlay.opaque", "y", 1, 0) == 0) puts("ESCAPED: trusted");
  puts(kept < 10 << 20 ? "contained" : "ESCAPED: more than there is");
}
