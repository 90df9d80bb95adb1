// class: pid exhaustion
// tries: start threads without end
// expect: contained
// vm: yes
#include <unistd.h>

#include <cstdio>
#include <system_error>
#include <thread>

int main() {
  int count = 0;
  try {
    for (; count < 10000; ++count) std::thread([] { pause(); }).detach();
  } catch (const std::system_error&) {
  }
  puts(count < 64 ? "contained" : "ESCAPED: more threads than the limit");
  fflush(stdout);
  _exit(0);
}
