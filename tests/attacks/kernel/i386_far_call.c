// class: x32 and i386 calls
// tries: change to 32-bit code by a far return, and make a call from there
// expect: SYSCALL_DENIED i386:socket | RUNTIME_ERROR SIGSEGV
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void) {
  // mov eax, 359; mov ebx, 2; mov ecx, 1; xor edx, edx; int 0x80; hlt
  const unsigned char code[] = {0xb8, 0x67, 1, 0, 0, 0xbb, 2,    0,    0,    0,
                                0xb9, 1,    0, 0, 0, 0x31, 0xd2, 0xcd, 0x80, 0xf4};
  char* low = mmap(NULL, 8192, PROT_READ | PROT_WRITE | PROT_EXEC,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (low == MAP_FAILED) return 1;
  memcpy(low, code, sizeof code);
  __asm__ volatile(
      "mov %1, %%rsp\n"
      "push $0x23\n"
      "push %0\n"
      "lretq\n"
      :
      : "r"(low), "r"(low + 8000)
      : "memory");
  puts("ESCAPED");
}
