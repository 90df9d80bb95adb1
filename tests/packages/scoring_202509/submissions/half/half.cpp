#include <iostream>

int main() {
  long long n;
  std::cin >> n;
  std::cout << (n < 1000 ? 2 * n : n) << "\n";
}
