// class: perf_event_open
// tries: count events of all the machine
// expect: SYSCALL_DENIED perf_event_open
// vm: yes
// control: yes
#include <linux/perf_event.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE, .size = sizeof attributes};
  attributes.config = PERF_COUNT_SW_CONTEXT_SWITCHES;
  const long fd = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
  puts(fd >= 0 ? "ESCAPED: a counter" : "refused by the kernel alone");
}
