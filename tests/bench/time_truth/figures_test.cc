#include "tests/bench/time_truth/figures.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::bench {
namespace {

TEST(SummarizeTest, FiguresOfABurn) {
  // The third is 3 % too much, and does not say so.
  const BurnFigures figures =
      Summarize({{1.002, 1, 0.005}, {1.001, 1, 0.005}, {1.03, 1, 0.005}, {1.001, 1, 0.005}}, 0.001);
  EXPECT_EQ(figures.sample_count, 4);
  EXPECT_NEAR(figures.median_own, 1, 1e-9);
  EXPECT_NEAR(figures.median_reported, 1.001, 1e-9);
  EXPECT_NEAR(figures.median_error, 0.001, 1e-9);
  EXPECT_NEAR(figures.worst_net_error, 0.029, 1e-9);
  EXPECT_NEAR(figures.spread, 0.029 / 1.001, 1e-9);
  EXPECT_NEAR(figures.covered, 0.75, 1e-9);
}

TEST(SummarizeTest, TooLittleIsAnErrorToo) {
  const BurnFigures figures = Summarize({{0.95, 1, 0}, {1.01, 1, 0}}, 0);
  EXPECT_NEAR(figures.worst_net_error, -0.05, 1e-9);
}

TEST(ReportTest, NamesEveryRow) {
  BurnFigures row = Summarize({{0.5, 0.5, 0.001}}, 0);
  row.kind = "user";
  row.burn_seconds = 0.5;
  row.in_flight = 2;
  const std::string table = Table({.sample_count = 3, .reported = 0.001, .floor = 0.002}, {row});
  EXPECT_TRUE(absl::StrContains(
      table, "| user 0.5 s | 2 | 1 | 500.000 | 500.000 | +0.000 | +0.000 | 0.000 | 1.000 | 100 |"))
      << table;
  EXPECT_TRUE(absl::StrContains(table, "reported of `exit 0` 1.000 ms, rusage")) << table;
  const std::string json = Json({}, {row, row});
  EXPECT_TRUE(absl::StrContains(json, "\"kind\": \"user\", \"burn_s\": 0.5, \"in_flight\": 2"))
      << json;
}

}  // namespace
}  // namespace assay::bench
