#include <stdio.h>
int main(void) {
  int n;
  scanf("%d", &n);
  while (n-- > 0) {
    long long a, b;
    scanf("%lld %lld", &a, &b);
    printf("%lld\n", a + b);
  }
}
