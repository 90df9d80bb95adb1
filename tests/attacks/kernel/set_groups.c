// class: uid dropped but not gid
// tries: join a group of the host's
// expect: SYSCALL_DENIED setgroups
// control: yes
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>

int main(void) {
  const gid_t root = 0;
  puts(setgroups(1, &root) == 0 ? "ESCAPED: in a group" : "refused by the kernel alone");
}
