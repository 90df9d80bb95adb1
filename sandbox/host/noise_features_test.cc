#include "sandbox/host/noise_features.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(NoiseFeaturesTest, JudgeTheFacts) {
  const char* quiet = "cpu  30 0 20 900 50 0 0 0 0 0\n";
  const char* little = "cpu  30 0 20 900 45 0 0 5 0 0\n";
  const char* much = "cpu  30 0 20 800 10 0 0 140 0 0\n";
  const struct {
    HostFeature feature;
    bool present;
    // What the detail or the fix speaks of.
    const char* word;
  } kCases[] = {
      {JudgeFrequency({{"performance", "performance"}, "0", "", false}), true, "no turbo"},
      {JudgeFrequency({{"performance"}, "", "1", false}), true, "no turbo"},
      {JudgeFrequency({{"performance"}, "", "", true}), true, "performance"},
      {JudgeFrequency({{"performance", "powersave"}, "0", "", false}), false, "powersave"},
      {JudgeFrequency({{"schedutil"}, "1", "", false}), false, "cpupower"},
      {JudgeFrequency({{"performance"}, "1", "", false}), false, "boost"},
      {JudgeFrequency({{"performance"}, "", "0", false}), false, "no_turbo"},
      {JudgeFrequency({{}, "", "", false}), true, "no frequency scaling"},
      {JudgeFrequency({{}, "", "", true}), false, "virtual machine"},
      {JudgeSteal(much, 100, false), true, "no virtual machine"},
      {JudgeSteal(quiet, 100, true), true, "reports none"},
      {JudgeSteal(little, 100, true), true, "0.50 %"},
      {JudgeSteal(much, 100, true), false, "14.00 %"},
      {JudgeSteal("", 100, true), false, "/proc/stat"},
      {JudgeSteal("cpu  0 0 0 0 0 0 0 0 0 0\n", 100, true), false, "/proc/stat"},
      {JudgeRunQueueDelay(2, true, false), true, "pressure"},
      {JudgeRunQueueDelay(1, true, true), true, "/proc/schedstat"},
      {JudgeRunQueueDelay(1, true, false), false, "have no pressure"},
      {JudgeRunQueueDelay(1, false, false), false, "CONFIG_SCHEDSTATS"},
      {JudgeRunQueueDelay(2, false, true), false, "psi=1"},
  };
  for (const auto& c : kCases) {
    const HostFeature& feature = c.feature;
    EXPECT_EQ(feature.present, c.present) << feature.name << ": " << feature.detail;
    EXPECT_EQ(feature.fix.empty(), c.present) << feature.name << ": " << feature.detail;
    EXPECT_FALSE(feature.required) << feature.name;
    EXPECT_TRUE(absl::StrContains(feature.detail + feature.fix, c.word))
        << feature.detail << "; " << feature.fix;
  }
}

TEST(NoiseFeaturesTest, ProbesThisHost) {
  for (const int version : {1, 2}) {
    const std::vector<HostFeature> features = ProbeNoise(version);
    EXPECT_EQ(features.size(), 3u);
    for (const HostFeature& feature : features) {
      EXPECT_NE(feature.detail, "") << feature.name;
      EXPECT_EQ(feature.fix.empty(), feature.present) << feature.name;
    }
  }
}

}  // namespace
}  // namespace assay::sandbox
