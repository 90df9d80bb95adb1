#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <iostream>
#include <string>

int main() {
  std::string ready;
  std::cin >> ready;
  sockaddr_in server = {};
  server.sin_family = AF_INET;
  server.sin_port = htons(4000);
  inet_pton(AF_INET, "198.18.0.1", &server.sin_addr);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0) return 1;
  char c = 0;
  while (c != '\n' && read(fd, &c, 1) == 1) {
    c = static_cast<char>(std::toupper(c));
    if (write(fd, &c, 1) != 1) return 2;
  }
}
