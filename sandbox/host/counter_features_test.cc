#include "sandbox/host/counter_features.h"

#include <cerrno>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

TEST(CounterFeaturesTest, NamesWhatIsInTheWay) {
  const struct {
    int error;
    const char* detail;
    const char* fix;
  } kCases[] = {
      {EACCES, "not allowed", "perf_event_paranoid=2"},
      {EPERM, "not allowed", "CAP_PERFMON"},
      {ENOENT, "no PMU", "pmu=on"},
      {EOPNOTSUPP, "no PMU", "pmu=on"},
      {ENOSYS, "no PMU", "pmu=on"},
      {EMFILE, "EMFILE", "perf_event_open(2)"},
  };
  for (const auto& test : kCases) {
    const HostFeature feature = JudgeInstructionCounter(ErrnoStatus(test.error, "perf_event_open"));
    EXPECT_EQ(feature.name, "instruction counter");
    EXPECT_FALSE(feature.required) << test.error;
    EXPECT_FALSE(feature.present) << test.error;
    EXPECT_TRUE(absl::StrContains(feature.detail, test.detail)) << feature.detail;
    EXPECT_TRUE(absl::StrContains(feature.fix, test.fix)) << feature.fix;
  }
  const HostFeature present = JudgeInstructionCounter(absl::OkStatus());
  EXPECT_TRUE(present.present);
  EXPECT_EQ(present.fix, "");
}

}  // namespace
}  // namespace assay::sandbox
