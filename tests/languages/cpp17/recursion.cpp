#include <iostream>
int depth(volatile int n) { return n == 0 ? 0 : 1 + depth(n - 1); }
int main() {
  int n;
  std::cin >> n;
  std::cout << depth(n) << '\n';
}
