// class: vsock
// tries: reach the virtual machine's host over AF_VSOCK, which no network namespace holds
// expect: SYSCALL_DENIED socket
// vm: yes
// control: yes
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  puts(socket(AF_VSOCK, SOCK_STREAM, 0) >= 0 ? "ESCAPED: a socket" : "refused by the kernel alone");
}
