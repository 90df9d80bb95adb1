// class: cpu theft
// tries: burn cpu time in many threads, of which each stays below the limit
// expect: TIME_LIMIT_EXCEEDED
// flags: --time-limit 500ms
// vm: yes
#include <unistd.h>

#include <thread>

int main() {
  for (int i = 0; i < 30; ++i) {
    std::thread([] {
      for (volatile long i = 0;; i = i + 1) {
      }
    }).detach();
  }
  while (true) pause();
}
