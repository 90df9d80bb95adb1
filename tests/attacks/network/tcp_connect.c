// class: network
// tries: connect to a listener of the host over TCP
// expect: SYSCALL_DENIED socket
// vm: yes
// control: yes
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  const struct sockaddr_in host = {
      .sin_family = AF_INET, .sin_port = htons(@PORT@), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const int result = connect(fd, (const struct sockaddr*)&host, sizeof host);
  puts(result == 0 ? "ESCAPED: connected" : "refused");
}
