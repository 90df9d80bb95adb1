// Takes 6.0 s of cpu time.
#include <ctime>
#include <iostream>

int main() {
  long long n;
  std::cin >> n;
  while (std::clock() < 6.0 * CLOCKS_PER_SEC) {
  }
  std::cout << 2 * n << "\n";
}
