#include <iostream>

int main() {
  long long n;
  std::cin >> n;
  std::cout << (n < 100 ? 2 * n : n) << "\n";
}
