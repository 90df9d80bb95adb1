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
  java.mutable_memory_exhaustion()->set_exit_code(3);
  java.mutable_memory_exhaustion()->set_standard_error("Terminating due to OutOfMemoryError");
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
