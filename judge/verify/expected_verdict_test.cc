#include "judge/verify/expected_verdict.h"

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using V = ExpectedVerdict;

TEST(ExpectedVerdictTest, CountsWhatPackagesHaveNoWordFor) {
  EXPECT_EQ(ToExpectedVerdict(::judge::v1::VERDICT_PARTIAL), V::kAccepted);
  EXPECT_EQ(ToExpectedVerdict(::judge::v1::VERDICT_SYSCALL_DENIED), V::kRunTimeError);
  EXPECT_EQ(ToExpectedVerdict(::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED), V::kTimeLimit);
  EXPECT_EQ(ToExpectedVerdict(::judge::v1::VERDICT_SKIPPED), std::nullopt);
  EXPECT_EQ(ToExpectedVerdict(::judge::v1::VERDICT_JUDGE_ERROR), std::nullopt);
}

TEST(ExpectedVerdictTest, DescribesSetsInFewWords) {
  EXPECT_EQ(DescribeVerdicts(VerdictSet::All()), "anything");
  VerdictSet rejected = VerdictSet::All();
  rejected.Remove(V::kAccepted);
  EXPECT_EQ(DescribeVerdicts(rejected), "not AC");
  EXPECT_EQ(DescribeVerdicts({V::kTimeLimit, V::kWrongAnswer}), "WA or TLE");
  EXPECT_EQ(DescribeVerdicts({V::kRunTimeError, V::kMemoryLimit, V::kOutputLimit}), "RTE");
  EXPECT_EQ(DescribeVerdicts({V::kMemoryLimit}), "MLE");
  EXPECT_EQ(DescribeVerdicts({}), "nothing");
}

TEST(ExpectedVerdictTest, DescribesExpectations) {
  EXPECT_EQ(DescribeExpectation({}), "anything");
  EXPECT_EQ(DescribeExpectation({.tests = "secret/2",
                                 .permitted = {V::kAccepted, V::kWrongAnswer},
                                 .required = {V::kWrongAnswer}}),
            "secret/2: AC or WA, at least one WA");
  EXPECT_EQ(DescribeExpectation({.total = {V::kCompileError}}), "CE in all");
  EXPECT_EQ(DescribeExpectation({.score = {{40, 40}}}), "score 40");
  EXPECT_EQ(DescribeExpectation({.score = {{1, 2.5}}, .message = "a\nb"}),
            "score 1 to 2.5, message \"a\\x0ab\"");
  EXPECT_EQ(DescribeExpectation({.partial = true}), "a part of the score");
}

}  // namespace
}  // namespace assay::judge
