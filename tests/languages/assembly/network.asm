global _start
section .text
_start:
  mov eax, 41
  mov edi, 2
  mov esi, 1
  xor edx, edx
  syscall
  mov edi, eax
  mov eax, 60
  syscall
