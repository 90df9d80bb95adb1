// class: network policies
// tries: with a network, keep in sockets the memory that it may not have
// mode: run
// flags: --network loopback --memory-limit 64MiB --wall-limit 60s --time-limit 20s
// expect: contained | MEMORY_LIMIT_EXCEEDED
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { kSockets = 200 };

int main(void) {
  static char block[60000];
  static int sockets[kSockets];
  const int size = 1 << 30;
  const int from = socket(AF_INET, SOCK_DGRAM, 0);
  long kept = 0;
  for (int i = 0; i < kSockets; ++i) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    sockets[i] = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(sockets[i], SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    bind(sockets[i], (const struct sockaddr*)&address, length);
    getsockname(sockets[i], (struct sockaddr*)&address, &length);
    for (int k = 0; k < 150; ++k) {
      sendto(from, block, sizeof block, MSG_DONTWAIT, (const struct sockaddr*)&address, length);
    }
  }
  // What was lost on the way was not kept.
  for (int i = 0; i < kSockets; ++i) {
    long count;
    while ((count = recv(sockets[i], block, sizeof block, MSG_DONTWAIT)) > 0) kept += count;
  }
  if (kept > 70 << 20) printf("ESCAPED: %ld MiB in sockets\n", kept >> 20);
  else puts("contained");
}
