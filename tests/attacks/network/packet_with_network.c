// class: network policies
// tries: with a network, see and send frames of its device
// mode: run
// flags: --network loopback
// expect: SYSCALL_DENIED socket
// control: yes
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  const int fd = socket(AF_PACKET, SOCK_DGRAM, 0);
  puts(fd >= 0 ? "ESCAPED: a packet socket" : "refused by the kernel alone");
}
