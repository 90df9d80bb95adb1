// class: hard links to test data
// tries: link its input into the work directory, to reach it by a path of its own
// expect: SYSCALL_DENIED linkat
// mode: judge
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  puts(linkat(0, "", AT_FDCWD, "input", AT_EMPTY_PATH) == 0 ? "ESCAPED" : "refused");
}
