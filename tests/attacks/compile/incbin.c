// class: compile-time file reads
// tries: have the assembler put a file of the host into the program
// expect: COMPILE_ERROR: file not found
// control: yes
__asm__(".section .rodata\n.incbin \"@SECRET@\"\n.text");
int main(void) {}
