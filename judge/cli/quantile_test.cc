#include "judge/cli/quantile.h"

#include <vector>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(QuantileTest, NearestRank) {
  struct Case {
    std::vector<double> samples;
    double q;
    double value;
  };
  const Case cases[] = {
      {{5}, 0.5, 5},          {{5}, 0, 5},
      {{2, 1}, 0.5, 1},       {{3, 1, 2}, 0.5, 2},
      {{4, 3, 2, 1}, 0.5, 2}, {{4, 3, 2, 1}, 0.99, 4},
      {{4, 3, 2, 1}, 1, 4},   {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.9, 9},
  };
  for (const Case& c : cases) EXPECT_EQ(Quantile(c.samples, c.q), c.value);
}

}  // namespace
}  // namespace assay::judge
