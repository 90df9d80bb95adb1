#include <cstdio>
#include <vector>

int main() {
  volatile unsigned long much = 1ul << 46;
  std::vector<char> all(much);
  std::printf("%d\n", all[much / 2]);
}
