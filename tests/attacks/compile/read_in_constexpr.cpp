// class: compile-time code
// tries: run code that reads files while it is compiled
// expect: COMPILE_ERROR: non-literal
#include <fstream>
#include <string>

consteval int Read() {
  std::ifstream file("/etc/passwd");
  std::string line;
  return static_cast<int>(std::getline(file, line).gcount());
}

int main() { return Read(); }
