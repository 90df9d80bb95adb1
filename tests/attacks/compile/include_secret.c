// class: compile-time file reads
// tries: include a file of the host, for the compiler to quote it
// expect: COMPILE_ERROR: No such file
// control: yes
#include "@SECRET@"
int main(void) {}
