#include <fstream>

int main() {
  std::ifstream in("double.in");
  std::ofstream out("double.out");
  long long n;
  in >> n;
  out << n << "\n";
}
