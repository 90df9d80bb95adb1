#include <fstream>
#include <iostream>

#include "codes.h"

int main(int, char** argv) {
  long long input = 0, output = 0;
  std::ifstream(argv[1]) >> input;
  std::cin >> output;
  return output > input ? kAccept : kReject;
}
