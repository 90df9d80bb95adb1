// class: file locks
// tries: lock a file that other runs and the host are shown too
// expect: SYSCALL_DENIED flock
// control: yes
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>

int main(void) {
  const int file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
  puts(flock(file, LOCK_EX | LOCK_NB) == 0 ? "ESCAPED: locked" : "refused");
}
