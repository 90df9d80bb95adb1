// class: clock and host name
// tries: change the host's name
// expect: SYSCALL_DENIED sethostname
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

int main(void) {
  puts(sethostname("attack", 6) == 0 ? "ESCAPED: set" : "refused by the kernel alone");
}
