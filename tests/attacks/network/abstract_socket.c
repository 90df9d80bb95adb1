// class: abstract sockets
// tries: send to an abstract socket of the host
// expect: contained
// vm: yes
// control: yes
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(void) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  const char name[] = "\0assay-attack-mailbox";
  memcpy(to.sun_path, name, sizeof name - 1);
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0) return puts("contained") < 0;
  const socklen_t size = sizeof to.sun_family + sizeof name - 1;
  sendto(fd, "x", 1, 0, (const struct sockaddr*)&to, size);
  puts("ESCAPED: a socket that sends");
}
