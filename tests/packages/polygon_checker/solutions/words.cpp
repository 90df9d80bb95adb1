#include <iostream>

int main() {
  long long n;
  std::cin >> n;
  std::cout << "x" << "\n";
}
