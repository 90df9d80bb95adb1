// class: pipe-capacity grabs
// tries: make the judge's own output pipe bigger
// expect: SYSCALL_DENIED fcntl
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>

int main(void) { puts(fcntl(1, F_SETPIPE_SZ, 1 << 20) > 0 ? "ESCAPED: a big pipe" : "refused"); }
