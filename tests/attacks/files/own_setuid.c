// class: setuid binaries
// tries: make a setuid binary of its own for later
// expect: SYSCALL_DENIED chmod | SYSCALL_DENIED fchmodat
// control: yes
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  close(open("mine", O_CREAT | O_WRONLY, 0700));
  puts(chmod("mine", 06755) == 0 ? "ESCAPED: setuid" : "refused");
}
