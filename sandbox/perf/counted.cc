// What event_counter_test counts: counted ACTION NUMBER.

#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

// So many milliseconds of cpu time.
void Burn(long milliseconds) {
  timespec used = {};
  volatile uint64_t counter = 0;
  do {
    for (int i = 0; i < 1000; ++i) counter = counter + 1;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  } while (used.tv_sec * 1000 + used.tv_nsec / 1'000'000 < milliseconds);
}

// In each of four children, the last two of them at once.
void BurnInChildren(long milliseconds) {
  for (int child = 0; child < 4; ++child) {
    if (fork() == 0) {
      Burn(milliseconds);
      _exit(0);
    }
    if (child < 2) wait(nullptr);
  }
  while (wait(nullptr) > 0) {
  }
}

// So many pages.
void Touch(long pages) {
  char* memory = static_cast<char*>(
      mmap(nullptr, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (memory == MAP_FAILED) _exit(1);
  for (long i = 0; i < pages; ++i) memory[i * 4096] = 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 98;
  const long number = strtol(argv[2], nullptr, 10);
  if (strcmp(argv[1], "burn") == 0) {
    Burn(number);
  } else if (strcmp(argv[1], "burn-in-children") == 0) {
    BurnInChildren(number);
  } else if (strcmp(argv[1], "touch") == 0) {
    Touch(number);
  } else {
    return 98;
  }
  return 0;
}
