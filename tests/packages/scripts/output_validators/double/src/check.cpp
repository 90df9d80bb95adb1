// Twice the input's number, alone.
#include <verdicts.h>

#include <fstream>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  if (argc < 4) return 1;
  std::ifstream input(argv[1]);
  long long n = 0, twice = 0;
  input >> n;
  std::string more;
  if (!(std::cin >> twice) || std::cin >> more) return kWrong;
  return twice == 2 * n ? kAccepted : kWrong;
}
