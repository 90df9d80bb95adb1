// class: ptrace of siblings
// tries: have itself traced, so as to be stopped at each call and change it
// expect: SYSCALL_DENIED ptrace
// control: yes
#include <stdio.h>
#include <sys/ptrace.h>

int main(void) { puts(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0 ? "ESCAPED: traced" : "refused"); }
