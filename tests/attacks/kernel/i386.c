// class: x32 and i386 calls
// tries: make a call of i386 by int 0x80, under whose numbers socket is getpid's neighbour
// expect: SYSCALL_DENIED i386:socket | RUNTIME_ERROR SIGSEGV
// vm: yes
#include <stdio.h>

int main(void) {
  long result;
  const long kSocket = 359;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(kSocket), "b"(2L), "c"(1L), "d"(0L) : "memory");
  puts(result >= 0 ? "ESCAPED: a socket" : "refused by the kernel alone");
}
