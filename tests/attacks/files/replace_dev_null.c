// class: mount and procfs races
// tries: put links where runtimes mask files with mounts, /dev/null and /proc (CVE-2025-31133,
// CVE-2021-30465)
// expect: contained
// mode: run
// policy: run
// flags: --proc
// vm: yes
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  const char* const paths[] = {"/dev/null", "/dev/console", "/dev/pts", "/proc",
                               "/proc/sys", "/tmp",         "/work",    "/dev"};
  int done = 0;
  for (int i = 0; i < 8; ++i) {
    done |= unlink(paths[i]) == 0 || rmdir(paths[i]) == 0;
    done |= rename(paths[i], "/work/moved") == 0;
    done |= symlink("/proc/sys/kernel/core_pattern", paths[i]) == 0;
  }
  puts(done ? "ESCAPED: replaced" : "contained");
}
