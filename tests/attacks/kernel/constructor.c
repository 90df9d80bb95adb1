// class: code before the filter
// tries: make a denied call before main, in a constructor
// expect: SYSCALL_DENIED socket
// control: yes
#include <stdio.h>
#include <sys/socket.h>

__attribute__((constructor)) static void Early(void) {
  if (socket(AF_INET, SOCK_STREAM, 0) >= 0) puts("ESCAPED: a socket");
}

int main(void) {}
