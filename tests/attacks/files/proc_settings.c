// class: mount and procfs races
// tries: write kernel settings and read host data in /proc
// expect: contained
// mode: run
// policy: run
// flags: --proc
// vm: yes
#include <fcntl.h>
#include <stdio.h>

int main(void) {
  const char* const paths[] = {"/proc/sys/kernel/core_pattern",
                               "/proc/sysrq-trigger",
                               "/proc/kcore",
                               "/proc/kallsyms",
                               "/proc/sys/kernel/hostname",
                               "/proc/keys",
                               "/proc/timer_list",
                               "/proc/sched_debug",
                               "/proc/meminfo",
                               "/proc/loadavg",
                               "/proc/diskstats",
                               "/proc/1/environ",
                               "/proc/1/root/etc/shadow",
                               "/proc/1/fd",
                               "/proc/1/maps",
                               "/proc/config.gz",
                               "/proc/net/unix",
                               "/proc/sysvipc/shm",
                               "/proc/locks",
                               "/proc/kmsg"};
  int seen = 0;
  for (int i = 0; i < 20; ++i) {
    if (open(paths[i], O_RDONLY) >= 0 || open(paths[i], O_WRONLY) >= 0) {
      printf("ESCAPED: opened %s\n", paths[i]);
      seen = 1;
    }
  }
  const char* const own[] = {"/proc/self/oom_score_adj", "/proc/self/uid_map",
                             "/proc/self/gid_map",       "/proc/self/setgroups",
                             "/proc/self/attr/current",  "/proc/self/clear_refs"};
  for (int i = 0; i < 6; ++i) {
    if (open(own[i], O_WRONLY) >= 0) {
      printf("ESCAPED: can write %s\n", own[i]);
      seen = 1;
    }
  }
  if (!seen) puts("contained");
}
