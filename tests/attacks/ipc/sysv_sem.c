// class: System V IPC
// tries: make a semaphore set
// expect: SYSCALL_DENIED semget
// control: yes
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>

int main(void) { puts(semget(0x617373, 1, IPC_CREAT | 0666) >= 0 ? "ESCAPED: a set" : "refused"); }
