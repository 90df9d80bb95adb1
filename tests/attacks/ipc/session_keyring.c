// class: keyrings
// tries: join a session keyring by name
// expect: SYSCALL_DENIED keyctl
// control: yes
#include <linux/keyctl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  const long ring = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "assay-attack", 0, 0, 0);
  puts(ring >= 0 ? "ESCAPED: a keyring" : "refused by the kernel alone");
}
