#include <iostream>

#include "lib/twice.h"

int main() {
  long long n = 0;
  std::cin >> n;
  std::cout << lib::Twice(n) << "\n";
}
