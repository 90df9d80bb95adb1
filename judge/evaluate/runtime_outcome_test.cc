#include "judge/evaluate/runtime_outcome.h"

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using sandbox::Exited;
using sandbox::Limit;
using sandbox::LimitExceeded;
using sandbox::Outcome;
using sandbox::Signaled;

TEST(RuntimeOutcomeTest, AFullHeapIsAMemoryLimit) {
  ::judge::v1::RunStep java;
  ::judge::v1::MemoryExhaustion* heap = java.add_memory_exhaustion();
  heap->set_exit_code(3);
  heap->set_standard_error("Terminating due to OutOfMemoryError");
  ::judge::v1::MemoryExhaustion* native_memory = java.add_memory_exhaustion();
  native_memory->set_signal(6);
  native_memory->set_standard_error("insufficient memory");
  const ::judge::v1::RunStep native;
  constexpr char kSaid[] = "debug\nTerminating due to OutOfMemoryError: Java heap space\n";
  const Outcome memory = LimitExceeded{Limit::kMemory};
  struct Case {
    const ::judge::v1::RunStep& run;
    Outcome outcome;
    const char* error_output;
    Outcome expected;
  };
  const Case cases[] = {
      {java, Exited{3}, kSaid, memory},
      // System.exit(3), and words alone.
      {java, Exited{3}, "debug\n", Exited{3}},
      {java, Exited{0}, kSaid, Exited{0}},
      {java, Exited{1}, kSaid, Exited{1}},
      {java, Signaled{9}, kSaid, Signaled{9}},
      // Any of the signs, but an end with its own words.
      {java, Signaled{6}, "There is insufficient memory to go on.", memory},
      {java, Signaled{6}, kSaid, Signaled{6}},
      {java, Exited{6}, "There is insufficient memory to go on.", Exited{6}},
      {java, LimitExceeded{Limit::kCpuTime}, kSaid, LimitExceeded{Limit::kCpuTime}},
      {native, Exited{3}, kSaid, Exited{3}},
      {native, Exited{0}, "", Exited{0}},
  };
  for (const Case& c : cases) {
    EXPECT_TRUE(RuntimeOutcome(c.outcome, c.run, c.error_output) == c.expected)
        << c.outcome.index() << " " << c.error_output;
  }
}

}  // namespace
}  // namespace assay::judge
