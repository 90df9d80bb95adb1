// Two integers that are not negative and sum to the input's.
#include <fstream>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  if (argc != 5 || std::string(argv[4]) != "sum") return 1;
  std::ifstream input(argv[1]);
  std::ofstream message(std::string(argv[3]) + "judgemessage.txt");
  long long n = 0, a = 0, b = 0;
  input >> n;
  if (!(std::cin >> a >> b)) {
    message << "no two integers\n";
    return 43;
  }
  std::string more;
  if (std::cin >> more) {
    message << "more than two integers\n";
    return 43;
  }
  if (a < 0 || b < 0 || a + b != n) {
    message << a << " + " << b << " is not " << n << "\n";
    return 43;
  }
  return 42;
}
