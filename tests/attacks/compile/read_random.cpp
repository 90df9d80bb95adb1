// class: compiler bombs
// tries: include a file without end
// expect: COMPILE_ERROR: the compiler was stopped
#include "/dev/zero"
#include "/dev/urandom"
int main() {}
