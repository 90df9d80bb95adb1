// Speaks DMOJ's own protocol: input, output and answer; 0 accepts, 1 rejects.
#include <cmath>
#include <fstream>

int main(int, char** argv) {
  double found = 0, expected = 0;
  std::ifstream output(argv[2]), answer(argv[3]);
  answer >> expected;
  return output >> found && std::abs(found - expected) <= 1 ? 0 : 1;
}
