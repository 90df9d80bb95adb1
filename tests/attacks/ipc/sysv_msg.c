// class: System V IPC
// tries: make a message queue
// expect: SYSCALL_DENIED msgget
// control: yes
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>

int main(void) { puts(msgget(0x617373, IPC_CREAT | 0666) >= 0 ? "ESCAPED: a queue" : "refused"); }
