// class: filter and privileges
// tries: add a filter whose listener is itself, to answer its own denied calls
// expect: SYSCALL_DENIED seccomp
// vm: yes
// control: yes
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  struct sock_filter allow = {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
  struct sock_fprog filter = {1, &allow};
  const long fd =
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
  puts(fd >= 0 ? "ESCAPED: a listener" : "refused by the kernel alone");
}
