// Wrong in the second pass.
#include <iostream>
#include <string>

int main() {
  std::string pass;
  int number = 0;
  std::cin >> pass >> number;
  std::cout << number + 1 << std::endl;
}
