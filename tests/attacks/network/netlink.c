// class: network
// tries: ask the kernel for its network interfaces by netlink
// expect: SYSCALL_DENIED socket
// vm: yes
// control: yes
#include <linux/netlink.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  puts(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) >= 0 ? "ESCAPED: a socket" : "refused");
}
