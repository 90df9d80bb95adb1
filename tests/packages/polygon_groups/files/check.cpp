// Speaks the protocol of testlib's checkers: input, output and answer; 0 ok, 1 wrong answer, 2
// presentation error, 3 fail, with the reason on standard error.
#include <fstream>
#include <iostream>
#include <string>

int Say(int code, const std::string& text) {
  std::cerr << text << "\n";
  return code;
}

int main(int argc, char** argv) {
  if (argc < 4) return Say(3, "FAIL input, output and answer are needed");
  std::ifstream output(argv[2]), answer(argv[3]);
  long long found = 0, expected = 0;
  if (!(answer >> expected)) return Say(3, "FAIL the answer has no integer");
  if (!(output >> found)) return Say(2, "wrong output format Expected an integer");
  std::string more;
  if (output >> more) return Say(2, "wrong output format Extra information in the output file");
  if (found != expected) {
    return Say(1, "wrong answer expected " + std::to_string(expected) + ", found " +
                      std::to_string(found));
  }
  return Say(0, "ok one integer");
}
