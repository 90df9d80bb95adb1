#include <iostream>
#include <string>

int main() {
  long long n;
  std::cin >> n;
  std::cout << (n == {{bound}} ? "{{word}}" : std::to_string(n)) << "\n";
}
