#include "judge/verify/expectation_match.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/default_expectations.h"
#include "judge/verify/expected_verdict.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::Verdict;
using testing::ElementsAre;
using testing::IsEmpty;
using V = ExpectedVerdict;

constexpr Verdict kAc = ::judge::v1::VERDICT_ACCEPTED;
constexpr Verdict kWa = ::judge::v1::VERDICT_WRONG_ANSWER;
constexpr Verdict kTle = ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED;
constexpr Verdict kWall = ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED;
constexpr Verdict kRte = ::judge::v1::VERDICT_RUNTIME_ERROR;
constexpr Verdict kMle = ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED;
constexpr Verdict kOle = ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED;
constexpr Verdict kDenied = ::judge::v1::VERDICT_SYSCALL_DENIED;
constexpr Verdict kSkipped = ::judge::v1::VERDICT_SKIPPED;
constexpr Verdict kPartial = ::judge::v1::VERDICT_PARTIAL;

// Of tests called sample/1, secret/1, secret/2, ...
Judgement Judged(const std::vector<Verdict>& tests) {
  Judgement judgement;
  judgement.set_verdict(kAc);
  for (size_t i = 0; i < tests.size(); ++i) {
    auto* result = judgement.add_test_results();
    result->set_name(i == 0 ? "sample/1" : absl::StrCat("secret/", i));
    result->set_verdict(tests[i]);
    if (judgement.verdict() == kAc && tests[i] != kAc) judgement.set_verdict(tests[i]);
  }
  return judgement;
}

// "expectation | test | found" of each.
std::vector<std::string> Show(const std::vector<Discrepancy>& discrepancies) {
  std::vector<std::string> lines;
  for (const Discrepancy& d : discrepancies) {
    lines.push_back(absl::StrCat(d.expectation, " | ", d.test, " | ", d.found));
  }
  return lines;
}

std::vector<std::string> Find(const Expectation& expectation, const Judgement& judgement,
                              const Problem& problem = {}) {
  return Show(FindDiscrepancies(problem, {expectation}, judgement));
}

TEST(FindDiscrepancies, DefaultFolders) {
  const struct {
    std::string folder;
    IcpcVersion version;
    std::vector<Verdict> tests;
    // Empty: all is well.
    std::string found;
  } cases[] = {
      {"accepted", IcpcVersion::kLegacy, {kAc, kAc}, ""},
      {"accepted", IcpcVersion::kLegacy, {kAc, kWa}, "AC | secret/1 | WA"},
      {"accepted",
       IcpcVersion::k202509,
       {kAc, kRte, kWa, kTle},
       "AC | secret/1 | RTE (and on 2 more)"},
      {"accepted", IcpcVersion::k202509, {kAc, kWa, kWa}, "AC | secret/1 | WA (and on 1 more)"},
      {"accepted", IcpcVersion::k202509, {kAc, kPartial}, ""},
      {"wrong_answer", IcpcVersion::kLegacy, {kAc, kWa, kWa}, ""},
      {"wrong_answer",
       IcpcVersion::kLegacy,
       {kAc, kAc, kAc},
       "AC or WA, at least one WA |  | AC on 3 tests"},
      {"wrong_answer", IcpcVersion::kLegacy, {kAc}, "AC or WA, at least one WA |  | AC on 1 test"},
      {"wrong_answer",
       IcpcVersion::kLegacy,
       {kWa, kTle},
       "AC or WA, at least one WA | secret/1 | TLE"},
      {"wrong_answer",
       IcpcVersion::k202509,
       {kWa, kRte},
       "AC or WA, at least one WA | secret/1 | RTE"},
      {"wrong_answer", IcpcVersion::k202509, {kWa, kSkipped}, ""},
      {"time_limit_exceeded", IcpcVersion::kLegacy, {kWa, kTle}, ""},
      {"time_limit_exceeded", IcpcVersion::k202509, {kAc, kWall}, ""},
      {"time_limit_exceeded",
       IcpcVersion::k202509,
       {kWa, kTle},
       "AC or TLE, at least one TLE | sample/1 | WA"},
      {"time_limit_exceeded",
       IcpcVersion::k202509,
       {kAc, kAc},
       "AC or TLE, at least one TLE |  | AC on 2 tests"},
      {"run_time_error", IcpcVersion::kLegacy, {kWa, kRte}, ""},
      {"run_time_error", IcpcVersion::kLegacy, {kAc, kMle}, ""},
      {"run_time_error",
       IcpcVersion::kLegacy,
       {kAc, kWa},
       "at least one RTE |  | AC on 1 test, WA on 1"},
      {"run_time_error", IcpcVersion::k202509, {kAc, kOle}, ""},
      {"run_time_error", IcpcVersion::k202509, {kAc, kDenied}, ""},
      {"run_time_error",
       IcpcVersion::k202509,
       {kRte, kWa},
       "AC or RTE, at least one RTE | secret/1 | WA"},
      {"rejected", IcpcVersion::k202509, {kAc, kMle}, ""},
      {"rejected", IcpcVersion::k202509, {kAc, kAc}, "at least one not AC |  | AC on 2 tests"},
      {"brute_force", IcpcVersion::k202509, {kAc, kTle, kRte}, ""},
      {"brute_force",
       IcpcVersion::k202509,
       {kTle, kWa},
       "AC or TLE or RTE, at least one TLE or RTE | secret/1 | WA"},
      {"brute_force",
       IcpcVersion::k202509,
       {kAc, kAc},
       "AC or TLE or RTE, at least one TLE or RTE |  | AC on 2 tests"},
      {"memory_limit_exceeded", IcpcVersion::kLegacy, {kAc, kMle}, ""},
      {"memory_limit_exceeded",
       IcpcVersion::kLegacy,
       {kAc, kRte},
       "at least one MLE |  | AC on 1 test, RTE on 1"},
      {"output_limit_exceeded", IcpcVersion::k202509, {kOle}, ""},
  };
  for (const auto& c : cases) {
    const std::optional<Expectation> expectation = DefaultExpectation(c.folder, c.version);
    ASSERT_TRUE(expectation.has_value()) << c.folder;
    EXPECT_EQ(absl::StrJoin(Find(*expectation, Judged(c.tests)), "\n"), c.found) << c.folder;
  }
}

TEST(FindDiscrepancies, EachExpectationCounts) {
  Expectation easy;
  easy.tests = "{sample,secret/1}";
  easy.permitted = {V::kAccepted};
  Expectation hard;
  hard.tests = "secret/2";
  hard.required = {V::kTimeLimit};
  EXPECT_THAT(Show(FindDiscrepancies({}, {easy, hard}, Judged({kAc, kAc, kTle}))), IsEmpty());
  EXPECT_THAT(Show(FindDiscrepancies({}, {easy, hard}, Judged({kAc, kWa, kRte}))),
              ElementsAre("{sample,secret/1}: AC | secret/1 | WA",
                          "secret/2: at least one TLE |  | RTE on 1 test"));
  hard.tests = "secret/9";
  EXPECT_THAT(Find(hard, Judged({kAc})),
              ElementsAre("secret/9: at least one TLE |  | no test has such a name"));
}

TEST(FindDiscrepancies, CompileErrors) {
  Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_COMPILE_ERROR);
  judgement.mutable_compile()->set_output("a.cpp:1: error");
  const auto find = [&](const char* folder) {
    return FindDiscrepancies({}, {*DefaultExpectation(folder, IcpcVersion::k202509)}, judgement);
  };
  EXPECT_THAT(find("compile_error"), IsEmpty());
  EXPECT_THAT(find("accepted"), ElementsAre(Discrepancy{"AC", "", "CE", "a.cpp:1: error"}));
  // What is not meant to compile is in a folder of its own.
  EXPECT_THAT(Show(find("rejected")), ElementsAre("at least one not AC |  | CE"));
  Expectation tag;
  tag.total = {V::kWrongAnswer, V::kCompileError};
  EXPECT_THAT(Find(tag, judgement), IsEmpty());
  // A program that compiles where it must not.
  EXPECT_THAT(Find(*DefaultExpectation("compile_error", IcpcVersion::kLegacy), Judged({kAc})),
              ElementsAre("at least one CE |  | AC on 1 test"));
}

TEST(FindDiscrepancies, Total) {
  Expectation tag;
  tag.total = {V::kTimeLimit, V::kAccepted};
  EXPECT_THAT(Find(tag, Judged({kAc, kAc})), IsEmpty());
  EXPECT_THAT(Find(tag, Judged({kAc, kTle, kWa})), IsEmpty());
  EXPECT_THAT(Find(tag, Judged({kAc, kWa, kTle})), ElementsAre("AC or TLE in all | secret/1 | WA"));
}

TEST(FindDiscrepancies, Scores) {
  Judgement judgement = Judged({kAc, kWa});
  judgement.set_score(40);
  for (const auto& [name, score] : std::vector<std::pair<std::string, double>>{
           {"", 40}, {"sample", 0}, {"secret", 40}, {"secret/g1", 40}, {"secret/g2", 0}}) {
    auto* group = judgement.add_group_results();
    group->set_name(name);
    group->set_score(score);
  }
  Expectation expectation;
  for (const auto& [range, found] : std::vector<std::pair<std::pair<double, double>, std::string>>{
           {{40, 40}, ""},
           {{0, 100}, ""},
           {{40.0000000001, 50}, ""},
           {{41, 50}, "score 41 to 50 |  | score 40"},
           {{0, 39.5}, "score 0 to 39.5 |  | score 40"},
           {{41, 41}, "score 41 |  | score 40"}}) {
    expectation.score = range;
    EXPECT_EQ(absl::StrJoin(Find(expectation, judgement), "\n"), found);
  }
  expectation.score = {40, 40};
  expectation.tests = "secret";
  // The group itself, and not those in it.
  EXPECT_THAT(Find(expectation, judgement), IsEmpty());
  judgement.add_test_results()->set_name("secret/g1/1");
  judgement.mutable_test_results(2)->set_verdict(kAc);
  expectation.tests = "secret/g*";
  EXPECT_THAT(Find(expectation, judgement),
              ElementsAre("secret/g*: score 40 | secret/g2 | score 0"));
  judgement.clear_score();
  expectation.tests = "";
  EXPECT_THAT(Find(expectation, judgement), ElementsAre("score 40 |  | no score"));
}

TEST(FindDiscrepancies, PartOfTheScore) {
  const Expectation partial = *DefaultExpectation("partially_accepted", IcpcVersion::kLegacy);
  Problem problem;
  LegacyGrading grading;
  grading.greatest_score = 100;
  grading.least_score = 0;
  problem.groups.push_back({.name = "", .items = {}, .grading = grading});
  Judgement judgement = Judged({kAc, kAc});
  judgement.set_score(60);
  EXPECT_THAT(Find(partial, judgement, problem), IsEmpty());
  judgement.set_score(100);
  EXPECT_THAT(Find(partial, judgement, problem),
              ElementsAre("a part of the score |  | score 100, the best there is"));
  problem.kind.minimizes = true;
  EXPECT_THAT(Find(partial, judgement, problem), IsEmpty());
  EXPECT_THAT(Find(partial, Judged({kAc, kWa}), problem),
              ElementsAre("a part of the score | secret/1 | WA"));
}

TEST(FindDiscrepancies, Messages) {
  Expectation expectation;
  expectation.message = "sum is";
  Judgement judgement = Judged({kAc, kWa});
  EXPECT_THAT(Find(expectation, judgement), ElementsAre("message \"sum is\" |  | no message"));
  judgement.mutable_test_results(1)->set_message("the sum is 7\n");
  EXPECT_THAT(Find(expectation, judgement), IsEmpty());
  judgement.mutable_test_results(1)->set_message("the Sum is 7\n");
  EXPECT_THAT(FindDiscrepancies({}, {expectation}, judgement),
              ElementsAre(Discrepancy{"message \"sum is\"", "secret/1", "another message",
                                      "the Sum is 7"}));
}

TEST(FindDiscrepancies, Evidence) {
  Expectation expectation;
  expectation.permitted = {V::kAccepted};
  const auto evidence = [&](const Judgement& judgement) {
    return FindDiscrepancies({}, {expectation}, judgement).at(0).evidence;
  };
  Judgement judgement = Judged({kWa});
  auto* result = judgement.mutable_test_results(0);
  auto* difference = result->mutable_difference();
  difference->set_line(2);
  difference->set_column(3);
  difference->set_expected("7");
  difference->set_found("8");
  difference->set_reason("token");
  EXPECT_EQ(evidence(judgement), "line 2, column 3: expected \"7\", found \"8\" (token)");
  judgement = Judged({kRte});
  result = judgement.mutable_test_results(0);
  result->mutable_outcome()->mutable_exited()->set_exit_code(3);
  result->set_error_output("Traceback\n  no\n");
  EXPECT_EQ(evidence(judgement), "exit code 3; standard error: Traceback\\x0a  no");
  judgement = Judged({kTle});
  judgement.mutable_test_results(0)->mutable_usage()->mutable_user_time()->set_seconds(2);
  EXPECT_EQ(evidence(judgement), "cpu 2.000 s");
}

TEST(FindDiscrepancies, APackageAtFaultHasNone) {
  Judgement judgement = Judged({kAc});
  judgement.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  EXPECT_THAT(Find(*DefaultExpectation("rejected", IcpcVersion::k202509), judgement), IsEmpty());
}

}  // namespace
}  // namespace assay::judge
