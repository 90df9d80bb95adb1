#include "sandbox/host/cpu_counters.h"

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

constexpr char kStat[] =
    "cpu  30 0 20 800 10 0 0 140 5 0\n"
    "cpu0 10 0 10 70 0 0 0 10 0 0\n"
    "cpu1 1 2 3 4 5 6 7\n"
    "cpu2 1 2 x 4 5 6 7 8 9 10\n"
    "cpu3 1 2 3 4 5 6 7 -8 9 10\n"
    "cpu10 0 0 0 0 0 0 0 7\n"
    "intr 1 2 3\n";

TEST(ParseCpuTimesTest, ReadsTheLineOfACpu) {
  const auto all = ParseCpuTimes(kStat, kAllCpus, 100);
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->total, absl::Seconds(10));
  EXPECT_EQ(all->steal, absl::Milliseconds(1400));
  const auto first = ParseCpuTimes(kStat, 0, 1000);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->total, absl::Milliseconds(100));
  EXPECT_EQ(first->steal, absl::Milliseconds(10));
  EXPECT_EQ(ParseCpuTimes(kStat, 10, 100)->steal, absl::Milliseconds(70));
}

TEST(ParseCpuTimesTest, OtherFormsSayNothing) {
  for (const int cpu : {1, 2, 3, 4}) EXPECT_FALSE(ParseCpuTimes(kStat, cpu, 100)) << cpu;
  EXPECT_FALSE(ParseCpuTimes("", kAllCpus, 100));
  EXPECT_FALSE(ParseCpuTimes("cpu0 1 2 3 4 5 6 7 99999999999999999999", 0, 100));
}

TEST(ParseRunDelayTest, ReadsTheLineOfACpu) {
  constexpr char kSchedstat[] =
      "version 15\n"
      "timestamp 4295000000\n"
      "cpu0 0 0 11 12 13 14 7000 900 15\n"
      "domain0 3 1 2 3 4 5 6 7 8 9 10\n"
      "cpu1 0 0 11 12 13 14 7000 1000000001 15\n"
      "cpu2 0 0 11\n";
  EXPECT_EQ(ParseRunDelay(kSchedstat, 0), absl::Nanoseconds(900));
  EXPECT_EQ(ParseRunDelay(kSchedstat, 1), absl::Seconds(1) + absl::Nanoseconds(1));
  EXPECT_EQ(ParseRunDelay(kSchedstat, 2), std::nullopt);
  EXPECT_EQ(ParseRunDelay(kSchedstat, 3), std::nullopt);
}

}  // namespace
}  // namespace assay::sandbox
