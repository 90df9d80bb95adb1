#include "judge/score/test_score.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/test_group.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using ScoreMode = LegacyGrading::ScoreMode;

// A scoring problem with one group of `count` tests.
Problem Make(int count, Grading grading) {
  Problem problem;
  problem.kind.scoring = true;
  problem.groups.push_back({.name = "secret", .items = {}, .grading = std::move(grading)});
  for (int i = 0; i < count; ++i) {
    problem.groups[0].items.push_back({.is_group = false, .index = i});
    problem.tests.push_back({.name = "t", .input_path = "t"});
  }
  return problem;
}

TestResult Scored(double score) {
  return {.verdict = ::judge::v1::VERDICT_ACCEPTED, .score = score, .share = std::nullopt};
}

// Empty when the score is one.
std::string Check(int count, const Grading& grading, const TestResult& result) {
  const Problem problem = Make(count, grading);
  const absl::Status status = CheckTestScore(problem, problem.groups[0], result);
  EXPECT_TRUE(status.ok() || IsProblemFault(status)) << status;
  return std::string(status.message());
}

TEST(CheckTestScore, AggregationBoundsEachTest) {
  const Aggregation sum = {.mode = Aggregation::Mode::kSum, .max_score = 20};
  EXPECT_EQ(Check(4, sum, Scored(5)), "");
  EXPECT_THAT(Check(4, sum, Scored(5.5)), HasSubstr("score.txt has 5.5, more than the test's 5"));
  EXPECT_THAT(Check(4, sum, Scored(-1)), HasSubstr("no score"));
  EXPECT_THAT(Check(4, sum, {.verdict = ::judge::v1::VERDICT_ACCEPTED, .share = 1.5}),
              HasSubstr("not from 0 to 1"));
  EXPECT_THAT(Check(4, sum, {.verdict = ::judge::v1::VERDICT_WRONG_ANSWER, .score = 1}),
              HasSubstr("did not accept"));
  EXPECT_EQ(Check(4, {Aggregation{.mode = Aggregation::Mode::kMin, .max_score = 20}}, Scored(20)),
            "");
}

TEST(CheckTestScore, PassFailGroupTakesNone) {
  EXPECT_THAT(Check(2, Aggregation{.max_score = 20}, Scored(1)), HasSubstr("pass-fail group"));
  // As samples are.
  EXPECT_EQ(Check(2, Aggregation{}, Scored(1)), "");
}

TEST(CheckTestScore, LegacyRangeIsTheGroups) {
  LegacyGrading grading = {.least_score = 0, .greatest_score = 10};
  EXPECT_THAT(Check(1, grading, Scored(11)), HasSubstr("not in the range from 0 to 10"));
  EXPECT_THAT(Check(1, grading, Scored(-1)), HasSubstr("not in the range from 0 to 10"));
  // Others may make up for it.
  EXPECT_EQ(Check(2, grading, Scored(11)), "");
  grading.score_mode = ScoreMode::kMax;
  EXPECT_THAT(Check(2, grading, Scored(11)), HasSubstr("range"));
  EXPECT_EQ(Check(2, grading, Scored(-1)), "");
  grading.score_mode = ScoreMode::kMin;
  EXPECT_THAT(Check(2, grading, Scored(-1)), HasSubstr("range"));
  // What a custom grader makes of it is its business.
  grading.custom = true;
  EXPECT_EQ(Check(1, grading, Scored(11)), "");
}

TEST(CheckTestScore, ScoresOfOtherProblemsDoNotCount) {
  Problem problem = Make(2, Aggregation{.max_score = 20});
  problem.kind.scoring = false;
  EXPECT_TRUE(CheckTestScore(problem, problem.groups[0], Scored(-5)).ok());
}

TEST(GroupsOfTests, AreThoseThatHaveThem) {
  Problem problem = Make(2, Aggregation());
  problem.groups.insert(problem.groups.begin(),
                        {.name = "", .items = {{.is_group = true, .index = 1}}, .grading = {}});
  problem.tests.push_back({.name = "lone", .input_path = "t"});
  EXPECT_THAT(GroupsOfTests(problem), ElementsAre(1, 1, -1));
}

}  // namespace
}  // namespace assay::judge
