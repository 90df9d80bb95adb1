// class: network policies
// tries: with a network, change its addresses and routes by netlink
// mode: run
// flags: --network loopback
// expect: contained
// control: yes
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  for (int protocol = 0; protocol < 22; ++protocol) {
    if (socket(AF_NETLINK, SOCK_RAW, protocol) >= 0) return puts("ESCAPED: netlink") < 0;
    if (errno != EACCES) return puts("refused by the kernel alone") < 0;
  }
  puts("contained");
}
