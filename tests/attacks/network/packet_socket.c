// class: network
// tries: make a raw packet socket to read all traffic
// expect: SYSCALL_DENIED socket
// control: yes
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  const int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  puts(fd >= 0 ? "ESCAPED: a packet socket" : "refused by the kernel alone");
}
