#include <iostream>
#include <string>

int main() {
  std::string verb, word;
  std::cin >> verb >> word;
  for (char& c : word) c = verb == "encode" ? c - '0' + 'a' : c - 'a' + '0';
  std::cout << word << "\n";
}
