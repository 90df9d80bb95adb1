// Tells whether the secret number is lower or higher than each guess, or correct; ten guesses.
#include <fstream>
#include <iostream>
#include <string>

constexpr int kAccept = 42;
constexpr int kReject = 43;
constexpr int kMostGuesses = 10;

int main(int, char** argv) {
  std::ifstream input(argv[1]);
  std::ofstream message(std::string(argv[3]) + "judgemessage.txt");
  int secret = 0;
  if (!(input >> secret)) return 1;
  for (int guesses = 1; guesses <= kMostGuesses; ++guesses) {
    int guess = 0;
    if (!(std::cin >> guess)) {
      message << "no number at guess " << guesses << "\n";
      return kReject;
    }
    if (guess == secret) {
      std::cout << "correct" << std::endl;
      message << guesses << " guesses\n";
      return kAccept;
    }
    std::cout << (secret < guess ? "lower" : "higher") << std::endl;
  }
  message << "more than " << kMostGuesses << " guesses\n";
  return kReject;
}
