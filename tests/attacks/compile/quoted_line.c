// class: compile-time file reads
// tries: have the compiler quote a line of a file that #line names, in a message
// expect: COMPILE_ERROR: undeclared
// control: yes
#line 1 "@SECRET@"
int main(void) { return undeclared; }
