#include <iostream>
int main() {
  long long n, x = 1;
  std::cin >> n;
  while (n-- > 0) x = x * 16807 % 2147483647;
  std::cout << x << '\n';
}
