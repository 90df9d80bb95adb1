// class: compiler bombs
// tries: have the assembler repeat a line without end
// expect: COMPILE_ERROR: out of memory | COMPILE_ERROR: the compiler was stopped
__asm__(".rept 1000000000\n.quad 1, 2, 3, 4, 5, 6, 7, 8\n.endr");
int main(void) {}
