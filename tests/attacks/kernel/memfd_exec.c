// class: memfd and fexecve
// tries: lose the filter by executing itself from memory
// expect: SYSCALL_DENIED socket
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

extern char** environ;

int main(int count, char** arguments) {
  if (count > 0 && strcmp(arguments[0], "again") == 0) {
    puts(socket(AF_INET, SOCK_STREAM, 0) >= 0 ? "ESCAPED: a socket" : "refused");
    return 0;
  }
  // Where this program is, in and outside of a jail.
  const int self =
      open(access("/box/program", R_OK) == 0 ? "/box/program" : "/proc/self/exe", O_RDONLY);
  const int copy = memfd_create("x", MFD_CLOEXEC);
  static char block[65536];
  ssize_t size;
  while ((size = read(self, block, sizeof block)) > 0) {
    if (write(copy, block, size) != size) return 1;
  }
  char* again[] = {"again", NULL};
  fexecve(copy, again, environ);
  puts("cannot execute");
}
