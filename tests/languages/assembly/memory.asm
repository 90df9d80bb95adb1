global _start
section .text
_start:
  mov eax, 9
  xor edi, edi
  mov esi, 1048576
  mov edx, 3
  mov r10d, 0x8022
  mov r8, -1
  xor r9d, r9d
  syscall
  jmp _start
