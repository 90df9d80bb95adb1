#include "judge/problem/time_limit.h"

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;

std::optional<absl::Duration> Ms(int64_t milliseconds) {
  if (milliseconds < 0) return std::nullopt;
  return absl::Milliseconds(milliseconds);
}

TEST(ComputeTimeLimit, Table) {
  const struct {
    TimeLimitRule rule;
    int64_t accepted_ms;
    int64_t too_slow_ms;
    absl::Duration limit;
  } cases[] = {
      {LegacyTimeRule{}, 0, -1, absl::Seconds(1)},
      {LegacyTimeRule{}, 100, -1, absl::Seconds(1)},
      {LegacyTimeRule{}, 299, -1, absl::Seconds(1)},
      {LegacyTimeRule{}, 300, -1, absl::Seconds(2)},
      {LegacyTimeRule{}, 1000, -1, absl::Seconds(5)},
      {LegacyTimeRule{.time_multiplier = 1.5}, 1000, -1, absl::Seconds(2)},
      // The safety margin is for CheckTimeLimit().
      {LegacyTimeRule{}, 1000, 1001, absl::Seconds(5)},
      {TimeRule{}, 0, -1, absl::Seconds(1)},
      {TimeRule{}, 500, -1, absl::Seconds(1)},
      {TimeRule{}, 501, -1, absl::Seconds(2)},
      {TimeRule{}, 1000, -1, absl::Seconds(2)},
      {TimeRule{}, 1000, 3000, absl::Seconds(2)},
      {TimeRule{.time_resolution = absl::Milliseconds(100)}, 510, -1, absl::Milliseconds(1100)},
      {TimeRule{.ac_to_time_limit = 1.1, .time_resolution = absl::Milliseconds(100)}, 1000, -1,
       absl::Milliseconds(1100)},
      {TimeRule{.ac_to_time_limit = 1, .time_limit_to_tle = 1}, 2000, 2000, absl::Seconds(2)},
  };
  for (const auto& c : cases) {
    const absl::StatusOr<absl::Duration> limit =
        ComputeTimeLimit(c.rule, {Ms(c.accepted_ms), Ms(c.too_slow_ms)});
    ASSERT_TRUE(limit.ok()) << limit.status();
    EXPECT_EQ(*limit, c.limit) << c.accepted_ms << " ms";
  }
}

TEST(ComputeTimeLimit, ProblemsFault) {
  const struct {
    TimeLimitRule rule;
    int64_t accepted_ms;
    int64_t too_slow_ms;
    std::string message;
  } cases[] = {
      {LegacyTimeRule{}, -1, 5000, "no submission must be accepted"},
      {TimeRule{}, -1, -1, "no submission must be accepted"},
      {TimeRule{}, 1000, 2999, "takes 2.999s, and needs 3s with a time limit of 2s"},
      {LegacyTimeRule{.time_multiplier = 1e9}, 100'000, -1, "more than an hour"},
      {TimeRule{.ac_to_time_limit = 1e300}, 100'000, -1, "more than an hour"},
  };
  for (const auto& c : cases) {
    const absl::Status status =
        ComputeTimeLimit(c.rule, {Ms(c.accepted_ms), Ms(c.too_slow_ms)}).status();
    EXPECT_TRUE(IsProblemFault(status)) << c.message;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

TEST(CheckTimeLimit, Table) {
  const struct {
    TimeLimitRule rule;
    int64_t limit_ms;
    int64_t accepted_ms;
    int64_t too_slow_ms;
    std::string message;
  } cases[] = {
      {TimeRule{}, 2000, 1000, 3000, ""},
      {TimeRule{}, 2000, -1, -1, ""},
      {TimeRule{}, 1999, 1000, -1, "needs a time limit of 2s, and it is 1.999s"},
      {TimeRule{}, 2000, 1000, 2999, "takes 2.999s, and needs 3s"},
      {LegacyTimeRule{}, 1000, 200, 2000, ""},
      {LegacyTimeRule{}, 1000, 200, 1999, "takes 1.999s, and needs 2s"},
      {LegacyTimeRule{}, 5000, 1000, 9999, "needs 10s"},
      {LegacyTimeRule{.time_safety_margin = 1}, 5000, 1000, 5500, "needs 6s"},
      {LegacyTimeRule{}, 5000, 1000, -1, ""},
  };
  for (const auto& c : cases) {
    const absl::Status status = CheckTimeLimit(c.rule, absl::Milliseconds(c.limit_ms),
                                               {Ms(c.accepted_ms), Ms(c.too_slow_ms)});
    EXPECT_EQ(status.ok(), c.message.empty()) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

}  // namespace
}  // namespace assay::judge
