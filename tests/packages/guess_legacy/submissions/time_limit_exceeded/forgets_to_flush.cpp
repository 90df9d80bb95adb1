// Both wait for each other.
#include <cstdio>

int main() {
  char answer[16] = {};
  setvbuf(stdout, nullptr, _IOFBF, 1 << 16);
  std::printf("500\n");
  return std::scanf("%15s", answer) == 1 ? 0 : 1;
}
