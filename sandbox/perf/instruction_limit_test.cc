#include "sandbox/perf/instruction_limit.h"

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(InstructionLimitTest, TimeToReach) {
  EXPECT_EQ(LeastTimeOf(0, 1), absl::ZeroDuration());
  EXPECT_EQ(LeastTimeOf(1, 1), absl::ZeroDuration());
  EXPECT_EQ(LeastTimeOf(500'000'000, 1), absl::Microseconds(31250));
  EXPECT_EQ(LeastTimeOf(500'000'000, 2), absl::Microseconds(15625));
  EXPECT_EQ(LeastTimeOf(1'000'000'000'000'000, 1), absl::Seconds(62500));
}

TEST(InstructionLimitTest, WhatIsLeftOut) {
  const struct {
    absl::Duration counted;
    absl::Duration cpu_time;
    bool whole;
  } kCases[] = {
      {absl::Nanoseconds(1), absl::Milliseconds(1), true},
      {absl::ZeroDuration(), absl::Milliseconds(1), false},
      {absl::Milliseconds(1000), absl::Milliseconds(1001), true},
      // perf's clock may see more than the scheduler's.
      {absl::Milliseconds(1001), absl::Milliseconds(1000), true},
      {absl::Milliseconds(740), absl::Milliseconds(1000), true},
      {absl::Milliseconds(739), absl::Milliseconds(1000), false},
      {absl::Microseconds(10), absl::Milliseconds(1000), false},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(IsWholeRun(test.counted, test.cpu_time), test.whole)
        << test.counted << " of " << test.cpu_time;
  }
}

}  // namespace
}  // namespace assay::sandbox
