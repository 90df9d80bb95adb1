// class: compile-time file reads
// tries: look at a file of the host by #pragma GCC dependency
// expect: COMPILE_ERROR: /etc/passwd: No such file | COMPILE_ERROR: /etc/shadow: No such file
#pragma GCC dependency "/etc/passwd"
#pragma GCC dependency "/etc/shadow"
int main(void) {}
