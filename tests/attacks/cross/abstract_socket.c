// class: abstract sockets
// tries: bind an abstract socket for another run to find
// expect: contained | SYSCALL_DENIED bind
// mode: cross
// vm: yes
// control: yes
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/attacks/cross/roles.h"

static const struct sockaddr_un kName = {.sun_family = AF_UNIX, .sun_path = "\0assay-attack-cross"};

static void Send(void) { bind(socket(AF_UNIX, SOCK_DGRAM, 0), (const struct sockaddr*)&kName, 22); }

static int Received(void) {
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  return fd >= 0 && connect(fd, (const struct sockaddr*)&kName, 22) == 0;
}
