// class: network policies
// tries: with a network, have packets take a route of its own around the packet filter
// mode: run
// flags: --network loopback
// expect: SYSCALL_DENIED setsockopt
// control: yes
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  // IPOPT_LSRR by 198.19.0.0.
  const unsigned char options[] = {131, 7, 4, 198, 19, 0, 0, 0};
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const int set = setsockopt(fd, IPPROTO_IP, IP_OPTIONS, options, sizeof options);
  puts(set == 0 ? "ESCAPED: a source route" : "refused by the kernel alone");
}
