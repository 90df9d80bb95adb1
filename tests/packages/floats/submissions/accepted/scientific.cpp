#include <cstdio>

int main() {
  double r;
  if (std::scanf("%lf", &r) != 1) return 1;
  std::printf("%.9e", 3.14159265358979323846 * r * r);
}
