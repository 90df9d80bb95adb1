// class: filter and privileges
// tries: switch address randomisation off for what it executes
// expect: SYSCALL_DENIED personality
// control: yes
#include <stdio.h>
#include <sys/personality.h>

int main(void) {
  puts(personality(ADDR_NO_RANDOMIZE) >= 0 ? "ESCAPED: set" : "refused by the kernel alone");
}
