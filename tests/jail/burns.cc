#include "tests/jail/burns.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace assay::sandbox {
namespace {

int64_t ClockNs(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// Cpu time of this process and of the children that it has waited for.
int64_t FamilyCpuNs() {
  rusage children = {};
  getrusage(RUSAGE_CHILDREN, &children);
  const int64_t microseconds =
      (int64_t{children.ru_utime.tv_sec} + children.ru_stime.tv_sec) * 1'000'000 +
      children.ru_utime.tv_usec + children.ru_stime.tv_usec;
  return ClockNs(CLOCK_PROCESS_CPUTIME_ID) + microseconds * 1000;
}

void BurnUser(clockid_t clock, int64_t ns) {
  const int64_t end = ClockNs(clock) + ns;
  volatile uint64_t counter = 0;
  do {
    for (int i = 0; i < 10'000; ++i) counter = counter + 1;
  } while (ClockNs(clock) < end);
}

// Prints what a burn has used by the program's own clocks, for tests/bench/time_truth.
int PrintBurnt(int64_t start_ns) {
  printf("%lld\n", static_cast<long long>(FamilyCpuNs() - start_ns));
  return 0;
}

void* BurnThread(void* ns) {
  BurnUser(CLOCK_THREAD_CPUTIME_ID, *static_cast<const int64_t*>(ns));
  return nullptr;
}

}  // namespace

int Burn(long milliseconds) {
  timespec used = {};
  volatile uint64_t counter = 0;
  do {
    for (int i = 0; i < 1000; ++i) counter = counter + 1;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  } while (used.tv_sec * 1000 + used.tv_nsec / 1'000'000 < milliseconds);
  return 0;
}

int BurnInUser(long milliseconds) {
  const int64_t start = FamilyCpuNs();
  BurnUser(CLOCK_PROCESS_CPUTIME_ID, milliseconds * 1'000'000L);
  return PrintBurnt(start);
}

int BurnInSystem(long milliseconds) {
  const int64_t start = FamilyCpuNs();
  const int64_t end = ClockNs(CLOCK_PROCESS_CPUTIME_ID) + milliseconds * 1'000'000L;
  const int zero = open("/dev/zero", O_RDONLY);
  static char block[65536];
  do {
    if (read(zero, block, sizeof block) <= 0) return 1;
  } while (ClockNs(CLOCK_PROCESS_CPUTIME_ID) < end);
  return PrintBurnt(start);
}

int BurnInThreads(long milliseconds) {
  constexpr int kThreads = 8;
  const int64_t start = FamilyCpuNs();
  int64_t share_ns = milliseconds * 1'000'000L / kThreads;
  pthread_t threads[kThreads];
  for (pthread_t& thread : threads) {
    if (pthread_create(&thread, nullptr, BurnThread, &share_ns) != 0) return 1;
  }
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  return PrintBurnt(start);
}

int BurnInChildren(long milliseconds) {
  constexpr int kChildren = 16;
  const int64_t start = FamilyCpuNs();
  for (int i = 0; i < kChildren; ++i) {
    const pid_t child = fork();
    if (child < 0) return 1;
    if (child > 0) continue;
    BurnUser(CLOCK_PROCESS_CPUTIME_ID, milliseconds * 1'000'000L / kChildren);
    _exit(0);
  }
  while (wait(nullptr) > 0) {
  }
  return PrintBurnt(start);
}

// Each link burns its share, and starts the next by fork and exec. LINKS counts those to come.
int BurnInChain(long milliseconds) {
  constexpr long kLinks = 8;
  const char* const left = getenv("LINKS");
  const long links = left != nullptr ? strtol(left, nullptr, 10) : kLinks;
  const int64_t start = FamilyCpuNs();
  BurnUser(CLOCK_PROCESS_CPUTIME_ID, milliseconds * 1'000'000L / kLinks);
  if (links > 1) {
    const pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      char argument[32];
      char variable[32];
      snprintf(argument, sizeof argument, "%ld", milliseconds);
      snprintf(variable, sizeof variable, "LINKS=%ld", links - 1);
      char* const env[] = {variable, nullptr};
      execle("/box/probe", "/box/probe", "burn-in-chain", argument, nullptr, env);
      _exit(1);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || status != 0) return 1;
  }
  return left == nullptr ? PrintBurnt(start) : 0;
}

}  // namespace assay::sandbox
