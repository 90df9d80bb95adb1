// class: cpu theft
// tries: start itself again and again, as if the clocks began anew
// expect: TIME_LIMIT_EXCEEDED
// flags: --time-limit 500ms
#include <unistd.h>

int main(int count, char** arguments) {
  (void)count;
  for (volatile int i = 0; i < 3000000; ++i) {
  }
  execv("/box/program", arguments);
}
