#include "sandbox/host/timing_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::sandbox {
namespace {

TEST(FormatCpuListTest, JoinsRuns) {
  EXPECT_EQ(FormatCpuList({}), "");
  EXPECT_EQ(FormatCpuList({3}), "3");
  EXPECT_EQ(FormatCpuList({0, 1}), "0-1");
  EXPECT_EQ(FormatCpuList({0, 1, 2, 5, 7, 8}), "0-2,5,7-8");
}

TEST(AllowedCpusTest, AreSomeAndAscend) {
  const std::vector<int> cpus = AllowedCpus();
  ASSERT_FALSE(cpus.empty());
  EXPECT_TRUE(std::is_sorted(cpus.begin(), cpus.end()));
}

TEST(TimingFeaturesTest, JudgeTheFiles) {
  const struct {
    HostFeature feature;
    bool present;
  } cases[] = {
      {JudgeCpus({0, 1}), true},
      {JudgeCpus({}), false},
      {JudgeSmt("1\n"), false},
      {JudgeSmt("0\n"), true},
      {JudgeSmt(""), true},
      {JudgeClocksource("tsc\n"), true},
      {JudgeClocksource("kvm-clock\n"), true},
      {JudgeClocksource("hpet\n"), false},
      {JudgeClocksource(""), false},
      {JudgeCorePattern("core\n"), true},
      {JudgeCorePattern("/var/core/%e.%p\n"), true},
      {JudgeCorePattern(""), true},
      {JudgeCorePattern("|/usr/lib/systemd/systemd-coredump %P\n"), true},
      {JudgeCorePattern("@/run/coredump.socket\n"), false},
      {JudgeHugePages("[always] madvise never\n"), false},
      {JudgeHugePages("always [madvise] never\n"), true},
      {JudgeHugePages(""), true},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(c.feature.present, c.present) << c.feature.name << ": " << c.feature.detail;
    EXPECT_EQ(c.feature.fix.empty(), c.present) << c.feature.name;
    EXPECT_NE(c.feature.detail, "") << c.feature.name;
  }
}

}  // namespace
}  // namespace assay::sandbox
