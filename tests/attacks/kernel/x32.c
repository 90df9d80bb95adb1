// class: x32 and i386 calls
// tries: make a call under its x32 number, which a filter of plain numbers would take for another
// expect: SYSCALL_DENIED x32:ptrace
// vm: yes
// control: yes
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const long kX32Ptrace = 0x40000000 + 521;
  syscall(kX32Ptrace, 0L, 0L, 0L, 0L);
  puts("ESCAPED: the call reached the kernel");
}
