#include "judge/score/problem_score.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"
#include "judge/problem/test_group.h"

namespace assay::judge {
namespace {

using ::judge::v1::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;

// The results of tests, a word each: "AC", "WA", "TLE", "RTE", "MLE", "OLE", "-" (not judged); with
// a score ("AC=5") or a share ("AC*0.5").
std::vector<std::optional<TestResult>> Results(const std::vector<std::string>& words) {
  std::vector<std::optional<TestResult>> results;
  for (const std::string& word : words) {
    if (word == "-") {
      results.emplace_back();
      continue;
    }
    TestResult result;
    const size_t end = word.find_first_of("=*");
    const std::string verdict = word.substr(0, end);
    if (end != std::string::npos) {
      (word[end] == '=' ? result.score : result.share) = std::stod(word.substr(end + 1));
    }
    result.verdict = verdict == "AC"    ? ::judge::v1::VERDICT_ACCEPTED
                     : verdict == "WA"  ? ::judge::v1::VERDICT_WRONG_ANSWER
                     : verdict == "TLE" ? ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED
                     : verdict == "MLE" ? ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED
                     : verdict == "OLE" ? ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED
                                        : ::judge::v1::VERDICT_RUNTIME_ERROR;
    results.push_back(result);
  }
  return results;
}

// A problem whose root has `groups`, each a number of tests and a grading.
Problem Make(Grading root, const std::vector<std::pair<int, Grading>>& groups) {
  Problem problem;
  problem.kind.scoring = true;
  problem.groups.push_back({.name = "", .items = {}, .grading = std::move(root)});
  for (const auto& [count, grading] : groups) {
    const int index = static_cast<int>(problem.groups.size());
    problem.groups[0].items.push_back({.is_group = true, .index = index});
    TestGroup group = {.name = std::to_string(index), .items = {}, .grading = grading};
    for (int i = 0; i < count; ++i) {
      group.items.push_back({.is_group = false, .index = static_cast<int>(problem.tests.size())});
      problem.tests.push_back({.name = "t", .input_path = "t"});
    }
    problem.groups.push_back(group);
  }
  return problem;
}

using Words = std::vector<std::string>;

TEST(ScoreProblem, LegacyGrader) {
  using VerdictMode = LegacyGrading::VerdictMode;
  using ScoreMode = LegacyGrading::ScoreMode;
  const LegacyGrading plain;
  const LegacyGrading on = {.break_on_reject = false};
  const LegacyGrading first = {.break_on_reject = false, .verdict_mode = VerdictMode::kFirstError};
  const LegacyGrading always = {.break_on_reject = false,
                                .verdict_mode = VerdictMode::kAlwaysAccept};
  const LegacyGrading any = {.break_on_reject = false, .accept_if_any_accepted = true};
  const LegacyGrading ten = {.break_on_reject = false,
                             .verdict_mode = VerdictMode::kAlwaysAccept,
                             .accept_score = 10,
                             .reject_score = 2};
  auto with_mode = [&](ScoreMode mode) {
    LegacyGrading grading = ten;
    grading.score_mode = mode;
    return grading;
  };
  const struct {
    LegacyGrading grading;
    Words tests;
    Verdict verdict;
    double score;
    std::vector<bool> needed;
  } cases[] = {
      {plain, {"AC", "AC"}, ::judge::v1::VERDICT_ACCEPTED, 2, {false, false}},
      {plain, {"AC", "-"}, ::judge::v1::VERDICT_ACCEPTED, 1, {false, true}},
      {plain, {"-", "-"}, ::judge::v1::VERDICT_SKIPPED, 0, {true, true}},
      // on_reject: break
      {plain, {"WA", "-"}, ::judge::v1::VERDICT_WRONG_ANSWER, 0, {false, false}},
      {plain, {"WA", "RTE"}, ::judge::v1::VERDICT_WRONG_ANSWER, 0, {false, false}},
      // An earlier test may fail otherwise.
      {plain, {"-", "WA"}, ::judge::v1::VERDICT_SKIPPED, 0, {true, false}},
      // on_reject: continue, and the order of errors
      {on, {"WA", "-"}, ::judge::v1::VERDICT_WRONG_ANSWER, 0, {false, true}},
      {on, {"WA", "RTE"}, ::judge::v1::VERDICT_RUNTIME_ERROR, 0, {false, false}},
      {on, {"OLE", "TLE"}, ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED, 0, {false, false}},
      {on, {"TLE", "MLE"}, ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED, 0, {false, false}},
      {on, {"WA", "OLE"}, ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED, 0, {false, false}},
      {first, {"WA", "RTE"}, ::judge::v1::VERDICT_WRONG_ANSWER, 0, {false, false}},
      {always, {"WA", "RTE"}, ::judge::v1::VERDICT_ACCEPTED, 0, {false, false}},
      {any, {"WA", "AC"}, ::judge::v1::VERDICT_ACCEPTED, 1, {false, false}},
      {any, {"WA", "TLE"}, ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED, 0, {false, false}},
      {ten, {"AC", "WA"}, ::judge::v1::VERDICT_ACCEPTED, 12, {false, false}},
      {ten, {"AC=7", "WA=1"}, ::judge::v1::VERDICT_ACCEPTED, 8, {false, false}},
      {with_mode(ScoreMode::kAverage),
       {"AC", "WA"},
       ::judge::v1::VERDICT_ACCEPTED,
       6,
       {false, false}},
      {with_mode(ScoreMode::kMin), {"AC", "WA"}, ::judge::v1::VERDICT_ACCEPTED, 2, {false, false}},
      {with_mode(ScoreMode::kMax), {"AC", "WA"}, ::judge::v1::VERDICT_ACCEPTED, 10, {false, false}},
  };
  for (const auto& c : cases) {
    const Problem problem = Make(LegacyGrading{}, {{2, c.grading}});
    const auto score = ScoreProblem(problem, Results(c.tests));
    ASSERT_TRUE(score.ok()) << score.status();
    EXPECT_EQ(score->groups[1].verdict, c.verdict) << testing::PrintToString(c.tests);
    EXPECT_EQ(score->groups[1].score, c.score) << testing::PrintToString(c.tests);
    EXPECT_EQ(score->needed, c.needed) << testing::PrintToString(c.tests);
  }
}

TEST(ScoreProblem, LegacyTree) {
  // The usual subtasks: each all or nothing, and their sum; samples bring nothing.
  const LegacyGrading sum = {.break_on_reject = false,
                             .verdict_mode = LegacyGrading::VerdictMode::kAlwaysAccept};
  LegacyGrading root = {.break_on_reject = false, .ignore_sample = true};
  const LegacyGrading subtask = {.score_mode = LegacyGrading::ScoreMode::kMin, .accept_score = 30};
  Problem problem = Make(root, {{1, LegacyGrading{}}, {0, sum}});
  for (int i = 0; i < 2; ++i) {
    problem.groups[2].items.push_back({.is_group = true, .index = 3 + i});
    problem.groups.push_back(
        {.name = "s", .items = {{false, 1 + 2 * i}, {false, 2 + 2 * i}}, .grading = subtask});
    problem.tests.push_back({.name = "t", .input_path = "t"});
    problem.tests.push_back({.name = "t", .input_path = "t"});
  }
  const auto score = ScoreProblem(problem, Results({"WA", "AC", "AC", "WA", "-"}));
  ASSERT_TRUE(score.ok()) << score.status();
  EXPECT_EQ(score->groups[0].verdict, ::judge::v1::VERDICT_ACCEPTED);
  EXPECT_EQ(score->groups[0].score, 30);
  EXPECT_TRUE(score->groups[0].settled);
  EXPECT_THAT(score->needed, ElementsAre(false, false, false, false, false));
}

TEST(ScoreProblem, LegacyErrors) {
  Problem problem = Make(LegacyGrading{}, {{1, LegacyGrading{.greatest_score = 5}}});
  absl::Status status = ScoreProblem(problem, Results({"AC=6"})).status();
  EXPECT_TRUE(IsProblemFault(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("the group \"1\": the score 6 is not in"));
  std::get<LegacyGrading>(problem.groups[1].grading).custom = true;
  // The grader's fault is the group's.
  status = ScoreProblem(problem, Results({"AC"}), {}, [](const auto&, const auto&) {
             return absl::StatusOr<GroupResult>(absl::UnavailableError("no grader"));
           }).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("the group \"1\": no grader"));
}

TEST(ScoreProblem, ACustomGraderDecides) {
  Problem problem = Make(LegacyGrading{.break_on_reject = false},
                         {{2, LegacyGrading{.custom = true}}, {1, LegacyGrading{}}});
  // The second test of the group is not needed; what the grader will make of it nobody knows.
  const auto results = Results({"WA", "-", "-"});
  auto score = ScoreProblem(problem, results);
  ASSERT_TRUE(score.ok()) << score.status();
  EXPECT_THAT(score->needed, ElementsAre(false, false, true));
  EXPECT_FALSE(score->groups[0].settled);
  score = ScoreProblem(problem, Results({"WA", "-", "AC=3"}), {},
                       [](const LegacyGrading&, const std::vector<Member>& members) {
                         EXPECT_EQ(members.size(), 1U);
                         return absl::StatusOr<GroupResult>(
                             GroupResult{.verdict = ::judge::v1::VERDICT_ACCEPTED, .score = 7});
                       });
  ASSERT_TRUE(score.ok()) << score.status();
  EXPECT_EQ(score->groups[1].score, 7);
  EXPECT_EQ(score->groups[0].score, 10);
  EXPECT_TRUE(score->groups[0].settled);
}

Grading Group(Aggregation::Mode mode, std::optional<int64_t> max_score,
              std::vector<int> require_pass = {}) {
  return Aggregation{.mode = mode, .max_score = max_score, .require_pass = std::move(require_pass)};
}

TEST(ScoreProblem, Aggregation) {
  using Mode = Aggregation::Mode;
  const struct {
    Grading grading;
    Words tests;
    Verdict verdict;
    double score;
    std::vector<bool> needed;
  } cases[] = {
      {Group(Mode::kPassFail, 40), {"AC", "AC"}, ::judge::v1::VERDICT_ACCEPTED, 40, {false, false}},
      {Group(Mode::kPassFail, 40),
       {"WA", "-"},
       ::judge::v1::VERDICT_WRONG_ANSWER,
       0,
       {false, false}},
      {Group(Mode::kPassFail, 40),
       {"-", "TLE"},
       ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED,
       0,
       {false, false}},
      {Group(Mode::kPassFail, 40), {"AC", "-"}, ::judge::v1::VERDICT_SKIPPED, 0, {false, true}},
      // (max_score - static_validation_score) / N each
      {Group(Mode::kSum, 40), {"AC", "WA"}, ::judge::v1::VERDICT_PARTIAL, 20, {false, false}},
      {Group(Mode::kSum, 40), {"WA", "-"}, ::judge::v1::VERDICT_WRONG_ANSWER, 0, {false, true}},
      {Group(Mode::kSum, 40), {"AC*0.5", "AC"}, ::judge::v1::VERDICT_ACCEPTED, 30, {false, false}},
      {Group(Mode::kSum, 40), {"AC=7", "AC=0"}, ::judge::v1::VERDICT_ACCEPTED, 7, {false, false}},
      {Group(Mode::kSum, std::nullopt),
       {"AC=700", "AC=5"},
       ::judge::v1::VERDICT_ACCEPTED,
       705,
       {false, false}},
      {Group(Mode::kMin, 40), {"AC", "AC*0.5"}, ::judge::v1::VERDICT_ACCEPTED, 20, {false, false}},
      {Group(Mode::kMin, 40), {"AC", "AC"}, ::judge::v1::VERDICT_ACCEPTED, 40, {false, false}},
      {Group(Mode::kMin, 40), {"WA", "-"}, ::judge::v1::VERDICT_WRONG_ANSWER, 0, {false, false}},
      {Group(Mode::kMin, 40), {"AC=0", "-"}, ::judge::v1::VERDICT_SKIPPED, 0, {false, false}},
  };
  for (const auto& c : cases) {
    const Problem problem = Make(Group(Mode::kSum, std::nullopt), {{2, c.grading}});
    const auto score = ScoreProblem(problem, Results(c.tests));
    ASSERT_TRUE(score.ok()) << score.status();
    EXPECT_EQ(score->groups[1].verdict, c.verdict) << testing::PrintToString(c.tests);
    EXPECT_EQ(score->groups[1].score, c.score) << testing::PrintToString(c.tests);
    EXPECT_EQ(score->needed, c.needed) << testing::PrintToString(c.tests);
  }
}

TEST(ScoreProblem, AggregationJudgeErrors) {
  using Mode = Aggregation::Mode;
  const struct {
    Grading grading;
    Words tests;
    std::string message;
  } cases[] = {
      {Group(Mode::kSum, std::nullopt), {"AC"}, "unbounded group without score.txt"},
      {Group(Mode::kSum, 10), {"WA=0"}, "score to a test that it did not accept"},
      {Group(Mode::kSum, 10), {"WA*0"}, "score to a test that it did not accept"},
      {Group(Mode::kSum, std::nullopt), {"AC*1"}, "score_multiplier.txt in an unbounded group"},
      {Group(Mode::kPassFail, 10), {"AC=1"}, "score to a test of a pass-fail group"},
      {Group(Mode::kSum, 10), {"AC=10.5"}, "score.txt has 10.5, more than the test's 10"},
      {Group(Mode::kSum, 10), {"AC=-1"}, "score.txt has -1, which is no score"},
      {Group(Mode::kSum, 10), {"AC=nan"}, "which is no score"},
      {Group(Mode::kSum, 10), {"AC*1.5"}, "which is not from 0 to 1"},
      {Group(Mode::kSum, 10), {"AC*nan"}, "which is not from 0 to 1"},
  };
  for (const auto& c : cases) {
    const Problem problem = Make(Group(Mode::kSum, std::nullopt), {{1, c.grading}});
    const absl::Status status = ScoreProblem(problem, Results(c.tests)).status();
    EXPECT_TRUE(IsProblemFault(status)) << c.message;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
  Problem problem =
      Make(Group(Mode::kSum, 15), {{1, Group(Mode::kSum, 10)}, {1, Group(Mode::kSum, 10)}});
  const absl::Status status = ScoreProblem(problem, Results({"AC", "AC"})).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("score 20 exceeds its max_score 15"));
}

TEST(ScoreProblem, SharesThatAreRoundedDoNotExceed) {
  for (int count = 1; count <= 100; ++count) {
    const Problem problem =
        Make(Group(Aggregation::Mode::kSum, 100), {{count, Group(Aggregation::Mode::kSum, 100)}});
    const auto score = ScoreProblem(problem, Results(Words(count, "AC")));
    ASSERT_TRUE(score.ok()) << score.status();
    EXPECT_NEAR(score->groups[0].score, 100, 1e-9);
    EXPECT_LE(score->groups[0].score, 100);
  }
}

TEST(ScoreProblem, StaticValidationTest) {
  Aggregation grading = {.mode = Aggregation::Mode::kSum, .max_score = 50};
  grading.static_validation_score = 10;
  const Problem problem = Make(Group(Aggregation::Mode::kSum, std::nullopt), {{2, grading}});
  auto statics = [](const std::string& word) { return Results({"-", word}); };
  EXPECT_EQ(ScoreProblem(problem, Results({"AC", "WA"}), statics("AC"))->groups[0].score, 30);
  EXPECT_EQ(ScoreProblem(problem, Results({"AC", "AC"}), statics("WA"))->groups[0].score, 40);
  EXPECT_FALSE(ScoreProblem(problem, Results({"AC", "AC"}), statics("-"))->groups[0].settled);
}

TEST(ScoreProblem, RequirePass) {
  using Mode = Aggregation::Mode;
  const Problem problem = Make(Group(Mode::kSum, 100), {{1, Group(Mode::kPassFail, 40)},
                                                        {1, Group(Mode::kPassFail, 30, {1})},
                                                        {1, Group(Mode::kPassFail, 30, {2})}});
  auto score = ScoreProblem(problem, Results({"AC", "AC", "AC"}));
  EXPECT_EQ(score->groups[0].score, 100);
  EXPECT_EQ(score->groups[0].verdict, ::judge::v1::VERDICT_ACCEPTED);
  // "If the group is not run, all its tests are treated as not accepted."
  score = ScoreProblem(problem, Results({"WA", "-", "-"}));
  EXPECT_EQ(score->groups[0].score, 0);
  EXPECT_EQ(score->groups[0].verdict, ::judge::v1::VERDICT_WRONG_ANSWER);
  EXPECT_EQ(score->groups[3].verdict, ::judge::v1::VERDICT_SKIPPED);
  EXPECT_THAT(score->needed, ElementsAre(false, false, false));
  EXPECT_TRUE(score->groups[0].settled);
}

TEST(ScoreProblem, PassFailProblemsHaveNoScore) {
  Problem problem = Make(Group(Aggregation::Mode::kSum, std::nullopt),
                         {{2, Group(Aggregation::Mode::kPassFail, std::nullopt)}});
  problem.kind.scoring = false;
  const auto score = ScoreProblem(problem, Results({"AC=5", "WA"}));
  EXPECT_EQ(score->groups[0].score, 0);
  EXPECT_EQ(score->groups[0].verdict, ::judge::v1::VERDICT_WRONG_ANSWER);
}

TEST(ScoreProblem, Points) {
  using Mode = PointsPolicy::Mode;
  auto policy = [](Mode mode, std::optional<double> points, std::vector<int> dependencies = {}) {
    return PointsPolicy{.mode = mode, .points = points, .dependencies = std::move(dependencies)};
  };
  const struct {
    std::vector<std::pair<int, Grading>> groups;
    Words tests;
    double score;
    std::vector<bool> needed;
  } cases[] = {
      // Each test is worth 5.
      {{{2, policy(Mode::kEachTest, std::nullopt)}}, {"AC", "WA"}, 5, {false, false}},
      {{{2, policy(Mode::kEachTest, std::nullopt)}}, {"WA", "-"}, 0, {false, true}},
      {{{2, policy(Mode::kEachTest, std::nullopt)}}, {"WA=3", "AC"}, 8, {false, false}},
      {{{2, policy(Mode::kCompleteGroup, 20)}}, {"AC", "AC"}, 20, {false, false}},
      {{{2, policy(Mode::kCompleteGroup, std::nullopt)}}, {"AC", "AC"}, 10, {false, false}},
      {{{2, policy(Mode::kCompleteGroup, 20)}}, {"WA", "-"}, 0, {false, false}},
      // "0 points for all tests of A if at least one of the tests of B is not passed"
      {{{2, policy(Mode::kEachTest, std::nullopt)},
        {1, policy(Mode::kEachTest, std::nullopt, {1})}},
       {"AC", "WA", "AC"},
       5,
       {false, false, false}},
      {{{1, policy(Mode::kCompleteGroup, 1, {2})}, {1, policy(Mode::kCompleteGroup, 2)}},
       {"-", "WA"},
       0,
       {false, false}},
      // DMOJ's batches.
      {{{2, policy(Mode::kLeastShare, 20)}}, {"AC", "AC"}, 20, {false, false}},
      {{{2, policy(Mode::kLeastShare, 20)}}, {"AC*0.5", "AC"}, 10, {false, false}},
      {{{2, policy(Mode::kLeastShare, 20)}}, {"AC=5", "AC"}, 5, {false, false}},
      {{{2, policy(Mode::kLeastShare, 20)}}, {"WA", "-"}, 0, {false, false}},
  };
  for (const auto& c : cases) {
    Problem problem = Make(PointsPolicy{}, c.groups);
    for (TestCase& test : problem.tests) test.points = 5;
    const auto score = ScoreProblem(problem, Results(c.tests));
    ASSERT_TRUE(score.ok()) << score.status();
    EXPECT_EQ(score->groups[0].score, c.score) << testing::PrintToString(c.tests);
    EXPECT_EQ(score->needed, c.needed) << testing::PrintToString(c.tests);
  }
}

TEST(ScoreProblem, WorthlessTestsEndJudging) {
  PointsPolicy pretest;
  pretest.points = 0;
  pretest.ends_judging = true;
  const Problem problem = Make(PointsPolicy{}, {{1, pretest}, {1, PointsPolicy{}}});
  EXPECT_THAT(ScoreProblem(problem, Results({"WA", "-"}))->needed, ElementsAre(false, false));
  EXPECT_THAT(ScoreProblem(problem, Results({"AC", "-"}))->needed, ElementsAre(false, true));
}

TEST(ScoreProblem, ManyPathsToOneDependencyAreNotSlow) {
  std::vector<std::pair<int, Grading>> groups;
  for (int i = 1; i <= 500; ++i) {
    PointsPolicy policy;
    policy.mode = PointsPolicy::Mode::kCompleteGroup;
    policy.points = 1;
    if (i > 2) policy.dependencies = {i - 1, i - 2};
    groups.emplace_back(1, policy);
  }
  const Problem problem = Make(PointsPolicy{}, groups);
  EXPECT_EQ(ScoreProblem(problem, Results(Words(500, "AC")))->groups[0].score, 500);
}

}  // namespace
}  // namespace assay::judge
