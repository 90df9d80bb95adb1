// class: network
// tries: use the kernel's crypto code over AF_ALG, which had holes
// expect: SYSCALL_DENIED socket
// control: yes
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  puts(socket(AF_ALG, SOCK_SEQPACKET, 0) >= 0 ? "ESCAPED: a socket"
                                              : "refused by the kernel alone");
}
