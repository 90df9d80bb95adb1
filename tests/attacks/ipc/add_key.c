// class: keyrings
// tries: leave a key in a keyring that outlives the run
// expect: SYSCALL_DENIED add_key
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  const int kUserSessionKeyring = -5;
  const long key = syscall(SYS_add_key, "user", "assay-attack", "message", 7L, kUserSessionKeyring);
  puts(key >= 0 ? "ESCAPED: a key" : "refused by the kernel alone");
}
