// class: network policies
// tries: with a network, send with an address that is not its own
// mode: run
// flags: --network loopback
// expect: SYSCALL_DENIED setsockopt
// control: yes
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  const int yes = 1;
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  puts(setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &yes, sizeof yes) == 0
           ? "ESCAPED: any address"
           : "refused by the kernel alone");
}
