#include <iostream>
#include <vector>

int main() {
  long long n;
  std::cin >> n;
  std::vector<char> cells(n << 20, 1);
  std::cout << 2 * (cells.size() >> 20) << "\n";
}
