// class: network policies
// tries: with a network, bring a program of BPF into the kernel by a socket
// mode: run
// flags: --network loopback
// expect: SYSCALL_DENIED setsockopt
// control: yes
#include <linux/filter.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  struct sock_filter code[] = {{BPF_RET | BPF_K, 0, 0, 0xFFFF}};
  const struct sock_fprog program = {1, code};
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const int set = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  puts(set == 0 ? "ESCAPED: a filter" : "refused by the kernel alone");
}
