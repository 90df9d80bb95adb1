#include <fstream>
#include <iostream>
int main() {
  std::cout << (std::ifstream("/etc/passwd") || std::ofstream("/box/new") ? "done" : "refused");
}
