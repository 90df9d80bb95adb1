#include <iostream>

int main() {
  long long n;
  std::cin >> n;
  std::cout << "half " << n / 2.0 << "\n";
}
