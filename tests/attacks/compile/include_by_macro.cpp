// class: compile-time file reads
// tries: include a file of the host by a name that a macro makes
// expect: COMPILE_ERROR: No such file
// control: yes
#define STRING(x) #x
#define FILE_NAME "@SECRET@"
#include FILE_NAME
int main() {}
