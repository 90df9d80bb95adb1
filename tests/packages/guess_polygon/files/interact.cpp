// Speaks testlib's protocol: interact INPUT OUTPUT ANSWER. Leaves the number of guesses for the
// checker, who decides whether they were few enough.
#include <fstream>
#include <iostream>

constexpr int kOk = 0;
constexpr int kWrongAnswer = 1;
constexpr int kPresentation = 2;
constexpr int kFail = 3;
constexpr int kPatience = 2000;

int main(int, char** argv) {
  std::ifstream input(argv[1]);
  std::ofstream output(argv[2]);
  int secret = 0;
  if (!(input >> secret)) return kFail;
  for (int guesses = 1; guesses <= kPatience; ++guesses) {
    int guess = 0;
    if (!(std::cin >> guess)) {
      std::cerr << "wrong output format: a number was expected" << std::endl;
      return kPresentation;
    }
    if (guess == secret) {
      std::cout << "correct" << std::endl;
      output << guesses << std::endl;
      std::cerr << "ok " << guesses << " guesses" << std::endl;
      return kOk;
    }
    std::cout << (secret < guess ? "lower" : "higher") << std::endl;
  }
  std::cerr << "wrong answer too many guesses" << std::endl;
  return kWrongAnswer;
}
