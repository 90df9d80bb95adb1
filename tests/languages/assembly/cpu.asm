extern scanf, printf
global main
section .rodata
one: db "%lld", 0
line: db "%lld", 10, 0
section .bss
n: resq 1
section .text
main:
  push rbx
  mov edi, one
  mov esi, n
  xor eax, eax
  call scanf
  mov ebx, 2147483647
  mov eax, 1
  mov rcx, [n]
.next:
  dec rcx
  js .end
  imul rax, rax, 16807
  cqo
  idiv rbx
  mov rax, rdx
  jmp .next
.end:
  mov edi, line
  mov rsi, rax
  xor eax, eax
  call printf
  xor eax, eax
  pop rbx
  ret
