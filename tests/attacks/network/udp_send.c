// class: network
// tries: send a datagram to the network
// expect: SYSCALL_DENIED socket
// control: yes
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  const struct sockaddr_in to = {
      .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const ssize_t sent = sendto(fd, "x", 1, 0, (const struct sockaddr*)&to, sizeof to);
  puts(sent == 1 ? "ESCAPED: sent a datagram" : "refused");
}
