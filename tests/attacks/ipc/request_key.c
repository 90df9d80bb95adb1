// class: keyrings
// tries: have the kernel start its helper on the host, /sbin/request-key
// expect: SYSCALL_DENIED request_key
// control: yes
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_request_key, "user", "assay-attack-none", "information", 0L);
  puts("ESCAPED: asked");
}
