// Has no memory of the first pass, and no code either.
#include <iostream>
#include <string>

int main() {
  std::string verb, word;
  std::cin >> verb >> word;
  std::cout << (verb == "encode" ? "abc" : "7") << "\n";
}
