// class: output floods
// tries: make the validator keep a token that never ends
// expect: OUTPUT_LIMIT_EXCEEDED | WRONG_ANSWER
// mode: judge
// flags: --output-limit 64MiB --time-limit 20s
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[65536];
  memset(block, 'x', sizeof block);
  while (write(1, block, sizeof block) > 0) {
  }
}
