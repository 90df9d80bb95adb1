#include "judge/cli/batch_progress.h"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

TEST(ProgressTextTest, SaysRateAndTimeLeft) {
  ProgressState state;
  state.total = 5000;
  state.done_before = 1000;
  state.counts.done = 500;
  state.counts.accepted = 400;
  state.counts.rejected = 100;
  state.elapsed = absl::Seconds(10);
  EXPECT_EQ(ProgressText(state),
            "1,500 of 5,000 (30 %)  50.0/s  1m 10s left  400 accepted, 100 rejected");
  EXPECT_EQ(ProgressBar(state, 12), "[###-------]");
  // What an earlier run has done says nothing of how fast this one is.
  state.counts = {};
  EXPECT_EQ(ProgressText(state), "1,000 of 5,000 (20 %)  0 accepted, 0 rejected");
}

TEST(ProgressTextTest, DoesWithoutATotal) {
  ProgressState state;
  state.counts.done = 3;
  state.counts.bad_entries = 1;
  state.counts.judge_errors = 1;
  state.counts.memo = 1;
  state.counts.accepted = 1;
  state.counts.host_failures = 2;
  state.elapsed = absl::Seconds(1);
  EXPECT_EQ(ProgressText(state),
            "3  3.0/s  1 accepted, 0 rejected, 1 judge errors, 1 bad, 1 from memo, 2 not judged");
  EXPECT_EQ(ProgressBar(state, 12), "");
}

TEST(RoughDurationTest, HasTwoUnits) {
  EXPECT_EQ(RoughDuration(absl::Milliseconds(200)), "1s");
  EXPECT_EQ(RoughDuration(absl::Seconds(59)), "59s");
  EXPECT_EQ(RoughDuration(absl::Seconds(61)), "1m 1s");
  EXPECT_EQ(RoughDuration(absl::Minutes(150)), "2h 30m");
}

}  // namespace
}  // namespace assay::judge
