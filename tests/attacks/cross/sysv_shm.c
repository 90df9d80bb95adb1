// class: System V IPC
// tries: leave a message in a System V segment for another run
// expect: SYSCALL_DENIED shmget
// mode: cross
// control: yes
#include <sys/ipc.h>
#include <sys/shm.h>

#include "tests/attacks/cross/roles.h"

static void Send(void) { shmget(0x617373, 4096, IPC_CREAT | 0666); }

static int Received(void) { return shmget(0x617373, 4096, 0666) >= 0; }
