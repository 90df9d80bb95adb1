#include <stdio.h>
static int depth(volatile int n) { return n < 0 ? n : 1 + depth(n + 1) + n; }
int main(void) { printf("%d\n", depth(1)); }
