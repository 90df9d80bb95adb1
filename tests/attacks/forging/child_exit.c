// class: result forging
// tries: hide a crash behind a child that exits with 0
// expect: RUNTIME_ERROR SIGSEGV
// vm: yes
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    usleep(50000);
    puts("contained");
    return 0;
  }
  raise(SIGSEGV);
}
