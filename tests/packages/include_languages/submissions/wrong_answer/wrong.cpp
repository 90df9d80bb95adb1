#include <iostream>

#include "helper.h"

int main() {
  long long n;
  std::cin >> n;
  std::cout << Helper(n) + 1 << "\n";
}
