// class: kernel modules
// tries: read the kernel's log for addresses and other runs
// expect: SYSCALL_DENIED syslog
// control: yes
#include <stdio.h>
#include <sys/klog.h>

int main(void) {
  static char log[4096];
  puts(klogctl(3, log, sizeof log) > 0 ? "ESCAPED: read" : "refused by the kernel alone");
}
