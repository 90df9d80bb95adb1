// class: output floods
// tries: fill the judge's memory or disk by output
// expect: OUTPUT_LIMIT_EXCEEDED
// flags: --output-limit 4MiB --time-limit 20s
// vm: yes
#include <unistd.h>

int main(void) {
  static char block[65536];
  while (write(1, block, sizeof block) > 0) {
  }
}
