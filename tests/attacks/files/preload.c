// class: environment
// tries: have the dynamic linker load code of its own into what it executes, to lose the filter
// expect: SYSCALL_DENIED socket
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char** arguments) {
  if (count > 0 && strcmp(arguments[0], "again") == 0) {
    puts(socket(AF_INET, SOCK_STREAM, 0) >= 0 ? "ESCAPED: a socket" : "refused");
    return 0;
  }
  setenv("LD_PRELOAD", "/usr/lib/x86_64-linux-gnu/libm.so.6", 1);
  setenv("LD_AUDIT", "/work/audit.so", 1);
  execl("/box/program", "again", NULL);
}
