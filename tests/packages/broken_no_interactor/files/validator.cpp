// Speaks the protocol of testlib's validators: 0 for a good input on standard input, else 3.
#include <iostream>
#include <string>

int main() {
  std::string line, more;
  if (!std::getline(std::cin, line) || line.empty() || line.size() > 9 ||
      line.find_first_not_of("0123456789") != std::string::npos) {
    std::cerr << "FAIL Expected an integer (stdin, line 1)\n";
    return 3;
  }
  if (std::getline(std::cin, more)) {
    std::cerr << "FAIL Expected EOF (stdin, line 2)\n";
    return 3;
  }
  return 0;
}
