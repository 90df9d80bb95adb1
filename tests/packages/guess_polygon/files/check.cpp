// Speaks testlib's protocol: check INPUT OUTPUT ANSWER.
#include <fstream>
#include <iostream>

int main(int, char** argv) {
  std::ifstream output(argv[2]);
  std::ifstream answer(argv[3]);
  int guesses = 0;
  int most = 0;
  if (!(output >> guesses) || !(answer >> most)) return 3;
  if (guesses > most) {
    std::cerr << "wrong answer " << guesses << " guesses" << std::endl;
    return 1;
  }
  std::cerr << "ok" << std::endl;
  return 0;
}
