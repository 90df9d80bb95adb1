#include "tests/bench/peers/system_counters.h"

#include "gtest/gtest.h"

namespace assay::bench {
namespace {

TEST(FindCounterTest, TakesTheWholeName) {
  constexpr char kText[] = "nr_ctxt 1\nctxt_more 2\nctxt 314\nprocesses 4\n";
  const absl::StatusOr<int64_t> value = FindCounter(kText, "ctxt");
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_EQ(*value, 314);
}

TEST(FindCounterTest, NamesWhatIsMissing) {
  for (const char* text : {"", "ctxt", "ctxt many\n", "other 1\n"}) {
    const absl::StatusOr<int64_t> value = FindCounter(text, "ctxt");
    EXPECT_EQ(value.status().code(), absl::StatusCode::kNotFound) << text;
    EXPECT_NE(value.status().message().find("ctxt"), absl::string_view::npos);
  }
}

TEST(ReadSystemCountersTest, CountsWhatThisTestDoes) {
  const absl::StatusOr<SystemCounters> before = ReadSystemCounters();
  ASSERT_TRUE(before.ok()) << before.status();
  const absl::StatusOr<SystemCounters> after = ReadSystemCounters();
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_GT(before->page_faults, 0);
  EXPECT_GT(before->context_switches, 0);
  EXPECT_GE(after->page_faults, before->page_faults);
  EXPECT_GE(after->context_switches, before->context_switches);
}

}  // namespace
}  // namespace assay::bench
