// class: output to a closed pipe
// tries: die of a broken pipe, and have that taken for the judge's fault
// expect: RUNTIME_ERROR SIGPIPE
#include <unistd.h>

int main(void) {
  int ends[2];
  if (pipe(ends) != 0) return 1;
  close(ends[0]);
  (void)!write(ends[1], "x", 1);
}
