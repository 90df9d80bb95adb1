// class: compile-time file reads
// tries: have the assembler read a file of the host as source, and quote it
// expect: COMPILE_ERROR: can't open
// control: yes
__asm__(".include \"@SECRET@\"");
int main(void) {}
