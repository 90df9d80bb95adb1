#include <iostream>
#include <string>

int main() {
  std::string pass;
  int number = 0;
  std::cin >> pass >> number;
  std::cout << (pass == "first" ? number + 1 : number - 1) << std::endl;
}
