#include "sandbox/statistics.h"

#include <numeric>

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(LatencyHistogramTest, Classifies) {
  const struct {
    absl::Duration latency;
    size_t index;
  } cases[] = {
      {-absl::Seconds(1), 0},         {absl::ZeroDuration(), 0},      {absl::Microseconds(50), 0},
      {absl::Nanoseconds(50'001), 1}, {absl::Milliseconds(1), 4},     {absl::Seconds(1), 13},
      {absl::Milliseconds(1001), 14}, {absl::InfiniteDuration(), 14},
  };
  for (const auto& [latency, index] : cases) {
    LatencyHistogram histogram;
    histogram.Add(latency);
    EXPECT_EQ(histogram.counts()[index], 1) << latency;
    EXPECT_EQ(std::accumulate(histogram.counts().begin(), histogram.counts().end(), int64_t{0}), 1);
    EXPECT_EQ(histogram.count(), 1);
    EXPECT_EQ(histogram.sum(), latency);
  }
}

TEST(LatencyHistogramTest, Adds) {
  LatencyHistogram histogram;
  for (int i = 0; i < 10; ++i) histogram.Add(absl::Milliseconds(2));
  EXPECT_EQ(histogram.counts()[5], 10);
  EXPECT_EQ(histogram.sum(), absl::Milliseconds(20));
}

}  // namespace
}  // namespace assay::sandbox
