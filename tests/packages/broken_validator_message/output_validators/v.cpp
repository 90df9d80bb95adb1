// Writes a judgemessage.txt of 1 GiB.
#include <fstream>
#include <string>

int main(int, char** argv) {
  std::ofstream message(std::string(argv[3]) + "judgemessage.txt");
  const std::string block(1 << 20, 'x');
  for (int i = 0; i < 1024; ++i) message << block;
  return 42;
}
