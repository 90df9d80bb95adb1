// class: keyrings
// tries: leave a message in a keyring of the user
// expect: SYSCALL_DENIED add_key | SYSCALL_DENIED keyctl
// mode: cross
// control: yes
#include <sys/syscall.h>

#include "tests/attacks/cross/roles.h"

static const int kUserKeyring = -4;

static void Send(void) { syscall(SYS_add_key, "user", "assay-attack", "x", 1L, kUserKeyring); }

static int Received(void) {
  const int kSearch = 10;
  return syscall(SYS_keyctl, kSearch, kUserKeyring, "user", "assay-attack", 0) >= 0;
}
