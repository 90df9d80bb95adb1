#include <stdio.h>
int main(void) {
  long long n, x = 1;
  scanf("%lld", &n);
  while (n-- > 0) x = x * 16807 % 2147483647;
  printf("%lld\n", x);
}
