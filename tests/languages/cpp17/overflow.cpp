#include <iostream>
int depth(volatile int n) { return n < 0 ? n : 1 + depth(n + 1) + n; }
int main() { std::cout << depth(1) << '\n'; }
