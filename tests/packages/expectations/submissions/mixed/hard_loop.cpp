#include <iostream>

int main() {
  volatile long long n;
  long long given;
  std::cin >> given;
  n = given;
  while (n >= 1000) {
  }
  std::cout << 2 * n << "\n";
}
