// In the first pass the program is told a number and gives a message; in the second it is told the
// message, and gives the number.
#include <fstream>
#include <iostream>
#include <string>

constexpr int kAccept = 42;
constexpr int kReject = 43;

int main(int, char** argv) {
  const std::string feedback = argv[3];
  std::ifstream input(argv[1]);
  std::string pass;
  std::string text;
  if (!(input >> pass >> text)) return 1;
  std::cout << pass << " " << text << std::endl;
  std::string answer;
  if (!(std::cin >> answer)) return kReject;
  std::ofstream(feedback + "judgemessage.txt", std::ios::app) << pass << ": " << answer << "\n";
  if (pass == "first") {
    if (answer == text) return kReject;
    std::ofstream(feedback + "secret") << text << "\n";
    std::ofstream(feedback + "nextpass.in") << "second " << answer << "\n";
    return kAccept;
  }
  std::string secret;
  if (!(std::ifstream(feedback + "secret") >> secret)) return 1;
  return answer == secret ? kAccept : kReject;
}
