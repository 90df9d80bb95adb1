// class: network policies
// tries: with a network, change its devices: take one out of use, give it an address
// mode: run
// flags: --network loopback
// expect: SYSCALL_DENIED ioctl
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(void) {
  struct ifreq request = {.ifr_flags = 0};
  strcpy(request.ifr_name, "lo");
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  puts(ioctl(fd, SIOCSIFFLAGS, &request) == 0 ? "ESCAPED: changed" : "refused by the kernel alone");
}
