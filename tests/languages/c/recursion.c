#include <stdio.h>
static int depth(volatile int n) { return n == 0 ? 0 : 1 + depth(n - 1); }
int main(void) {
  int n;
  scanf("%d", &n);
  printf("%d\n", depth(n));
}
