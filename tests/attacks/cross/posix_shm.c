// class: shared /dev/shm
// tries: leave a message in POSIX shared memory for another run
// expect: contained
// mode: cross
// vm: yes
// control: yes
#include <fcntl.h>
#include <sys/mman.h>

#include "tests/attacks/cross/roles.h"

static void Send(void) { shm_open("/assay-attack-cross", O_CREAT | O_RDWR, 0666); }

static int Received(void) { return shm_open("/assay-attack-cross", O_RDONLY, 0) >= 0; }
