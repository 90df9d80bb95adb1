// class: network policies
// tries: with a loopback of its own, connect to a listener on the host's loopback
// mode: run
// flags: --network loopback
// expect: contained
// vm: yes
// control: yes
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  const struct sockaddr_in host = {
      .sin_family = AF_INET, .sin_port = htons(@PORT@), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (const struct sockaddr*)&host, sizeof host) == 0) {
    puts("ESCAPED: connected");
  } else {
    puts(errno == ECONNREFUSED ? "contained" : "no loopback");
  }
}
