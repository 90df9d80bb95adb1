#include "sandbox/monitor/host_noise.h"

#include <sched.h>

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(HostNoiseTest, ReadsThisHost) {
  const int cpu = sched_getcpu();
  ASSERT_GE(cpu, 0);
  const HostNoise noise = HostNoise::Open("assay-test", /*privileged=*/true);
  const NoiseReading before = noise.Read(cpu);
  const NoiseReading after = noise.Read(cpu);
  ASSERT_TRUE(before.steal.has_value());
  EXPECT_GE(*after.steal, *before.steal);
  EXPECT_FALSE(noise.Read(std::nullopt).steal.has_value());
  // No host has as many.
  EXPECT_FALSE(noise.Read(100'000).steal.has_value());
}

TEST(AddDifferenceTest, TellsWhatBothReadingsHave) {
  const absl::Duration ms = absl::Milliseconds(1);
  TimeEvidence evidence = {.involuntary_switches = 3};
  AddDifference({.steal = 50 * ms, .run_delay = 7 * ms, .throttled = 1 * ms},
                {.steal = 20 * ms, .run_delay = std::nullopt, .throttled = 2 * ms}, evidence);
  EXPECT_EQ(evidence.steal, 30 * ms);
  EXPECT_EQ(evidence.run_queue_delay, std::nullopt);
  EXPECT_EQ(evidence.outer_throttled_time, absl::ZeroDuration());
  EXPECT_EQ(evidence.involuntary_switches, 3);
}

}  // namespace
}  // namespace assay::sandbox
