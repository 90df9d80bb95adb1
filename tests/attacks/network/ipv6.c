// class: network
// tries: make a socket of IPv6
// expect: SYSCALL_DENIED socket
// control: yes
#include <stdio.h>
#include <sys/socket.h>

int main(void) { puts(socket(AF_INET6, SOCK_STREAM, 0) >= 0 ? "ESCAPED: a socket" : "refused"); }
