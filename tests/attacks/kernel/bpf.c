// class: bpf
// tries: load a BPF program
// expect: SYSCALL_DENIED bpf
// vm: yes
// control: yes
#include <linux/bpf.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  union bpf_attr attributes = {
      .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
  puts(syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes) >= 0
           ? "ESCAPED: a map"
           : "refused by the kernel alone");
}
