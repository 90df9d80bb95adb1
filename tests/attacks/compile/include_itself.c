// class: compiler bombs
// tries: include itself for ever
// expect: COMPILE_ERROR: the compiler was stopped | COMPILE_ERROR: nested
#include __FILE__
#include __FILE__
int main(void) {}
