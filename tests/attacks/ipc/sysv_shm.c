// class: System V IPC
// tries: make a shared-memory segment that later runs could read
// expect: SYSCALL_DENIED shmget
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(void) {
  const int id = shmget(0x617373, 4096, IPC_CREAT | 0666);
  puts(id >= 0 ? "ESCAPED: a segment" : "refused");
}
