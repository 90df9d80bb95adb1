// The share of the points is how near to the input the output is.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>

int main(int, char** argv) {
  double wanted = 0, found = 0;
  std::ifstream(argv[1]) >> wanted;
  if (!(std::cin >> found) || found < 0 || found > 2 * wanted) return 43;
  std::ofstream(std::string(argv[3]) + "score_multiplier.txt")
      << std::max(0.0, 1 - std::abs(found - wanted) / wanted) << "\n";
  return 42;
}
