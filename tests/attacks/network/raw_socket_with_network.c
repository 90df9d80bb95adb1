// class: network policies
// tries: with a network, make a raw socket, to see others' packets and forge addresses
// mode: run
// flags: --network loopback
// expect: SYSCALL_DENIED socket
// control: yes
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  const int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  puts(fd >= 0 ? "ESCAPED: a raw socket" : "refused by the kernel alone");
}
