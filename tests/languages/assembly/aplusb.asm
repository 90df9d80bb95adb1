extern scanf, printf
global main
section .rodata
one: db "%lld", 0
two: db "%lld %lld", 0
line: db "%lld", 10, 0
section .bss
n: resq 1
a: resq 1
b: resq 1
section .text
main:
  push rbx
  mov edi, one
  mov esi, n
  xor eax, eax
  call scanf
.next:
  dec qword [n]
  js .end
  mov edi, two
  mov esi, a
  mov edx, b
  xor eax, eax
  call scanf
  mov edi, line
  mov rsi, [a]
  add rsi, [b]
  xor eax, eax
  call printf
  jmp .next
.end:
  xor eax, eax
  pop rbx
  ret
