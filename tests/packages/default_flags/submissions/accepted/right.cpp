#include <iostream>

int main() {
  long long n;
  std::cin >> n;
  std::cout << "Half " << n / 2.0 << "\n";
}
