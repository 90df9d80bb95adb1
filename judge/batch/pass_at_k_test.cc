#include "judge/batch/pass_at_k.h"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

// By hand: 1 - C(n-c,k)/C(n,k).
TEST(PassAtKTest, AgreesWithValuesByHand) {
  EXPECT_DOUBLE_EQ(*PassAtK({.samples = 10, .passed = 3}, 1), 0.3);
  // 1 - C(7,2)/C(10,2) = 1 - 21/45.
  EXPECT_NEAR(*PassAtK({.samples = 10, .passed = 3}, 2), 24.0 / 45, 1e-15);
  // 1 - C(7,5)/C(10,5) = 1 - 21/252.
  EXPECT_NEAR(*PassAtK({.samples = 10, .passed = 3}, 5), 231.0 / 252, 1e-15);
  EXPECT_DOUBLE_EQ(*PassAtK({.samples = 10, .passed = 3}, 8), 1);
  EXPECT_DOUBLE_EQ(*PassAtK({.samples = 10, .passed = 0}, 5), 0);
  EXPECT_DOUBLE_EQ(*PassAtK({.samples = 1, .passed = 1}, 1), 1);
  EXPECT_DOUBLE_EQ(*PassAtK({.samples = 5, .passed = 5}, 5), 1);
}

TEST(PassAtKTest, IsStableForManySamples) {
  // C(100000, 100) has no double; pass@1 is c/n however many there are.
  EXPECT_NEAR(*PassAtK({.samples = 100'000, .passed = 25'000}, 1), 0.25, 1e-9);
  EXPECT_NEAR(*PassAtK({.samples = 1'000'000, .passed = 1}, 100), 1e-4, 1e-12);
}

TEST(PassAtKTest, NeedsAsManySamples) {
  EXPECT_FALSE(PassAtK({.samples = 9, .passed = 9}, 10).has_value());
  EXPECT_FALSE(PassAtK({.samples = 0, .passed = 0}, 1).has_value());
  EXPECT_FALSE(PassAtK({.samples = 3, .passed = 1}, 0).has_value());
}

TEST(MeansOfPassAtKTest, IsTheMeanOfTasksAndNotOfSamples) {
  const auto means = MeansOfPassAtK(
      {{"a", {.samples = 2, .passed = 1}}, {"b", {.samples = 100, .passed = 100}}}, {1, 10});
  ASSERT_EQ(means.size(), 2U);
  EXPECT_DOUBLE_EQ(*means[0].mean, 0.75);
  EXPECT_EQ(means[0].short_tasks, 0);
  EXPECT_FALSE(means[1].mean.has_value());
  EXPECT_EQ(means[1].short_tasks, 1);
  EXPECT_FALSE(MeansOfPassAtK({}, {1})[0].mean.has_value());
}

}  // namespace
}  // namespace assay::judge
