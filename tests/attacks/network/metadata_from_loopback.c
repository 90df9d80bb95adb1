// class: network policies
// tries: with a loopback of its own, reach the metadata service of clouds, and any other address
// mode: run
// flags: --network loopback
// expect: contained
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  const char* const addresses[] = {"169.254.169.254", "10.0.0.1", "198.18.0.1", "198.19.0.1"};
  for (int i = 0; i < 4; ++i) {
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(80)};
    inet_pton(AF_INET, addresses[i], &there.sin_addr);
    const int tcp = socket(AF_INET, SOCK_STREAM, 0);
    const int udp = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(tcp, (const struct sockaddr*)&there, sizeof there) == 0 || errno != ENETUNREACH ||
        sendto(udp, "x", 1, 0, (const struct sockaddr*)&there, sizeof there) == 1 ||
        errno != ENETUNREACH) {
      printf("ESCAPED: to %s\n", addresses[i]);
      return 0;
    }
  }
  puts("contained");
}
