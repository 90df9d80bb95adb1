#include <fstream>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  std::string name, mark;
  std::cin >> name;
  std::ifstream("mark.txt") >> mark;
  std::cout << (argc > 1 ? argv[1] : "?") << ", " << name << mark << "\n";
}
