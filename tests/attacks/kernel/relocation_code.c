// class: code before the filter
// tries: make a denied call while the dynamic linker still relocates, in an IFUNC resolver
// expect: SYSCALL_DENIED socket
// control: yes
#include <stdio.h>

static long answer = -1;

static void Work(void) { puts(answer >= 0 ? "ESCAPED: a socket" : "refused"); }

static void (*Resolve(void))(void) {
  register long number __asm__("rax") = 41;
  register long family __asm__("rdi") = 2;
  register long type __asm__("rsi") = 1;
  register long protocol __asm__("rdx") = 0;
  __asm__ volatile("syscall"
                   : "+r"(number)
                   : "r"(family), "r"(type), "r"(protocol)
                   : "rcx", "r11", "memory");
  answer = number;
  return Work;
}

void Chosen(void) __attribute__((ifunc("Resolve")));

int main(void) { Chosen(); }
