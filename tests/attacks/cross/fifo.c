// class: files left in /tmp
// tries: talk to another run over a FIFO in /tmp
// expect: contained | SYSCALL_DENIED mknod | SYSCALL_DENIED mknodat
// mode: cross
// policy: run
// control: yes
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/attacks/cross/roles.h"

static void Send(void) {
  mkfifo("/tmp/assay-attack-fifo", 0666);
  open("/tmp/assay-attack-fifo", O_RDWR);
}

static int Received(void) { return open("/tmp/assay-attack-fifo", O_RDONLY | O_NONBLOCK) >= 0; }
