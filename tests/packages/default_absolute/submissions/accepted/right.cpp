#include <cstdio>

int main() {
  long long n;
  if (std::scanf("%lld", &n) != 1) return 1;
  std::printf("%.9e\n", n / 3.0);
}
