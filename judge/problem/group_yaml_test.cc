#include "judge/problem/group_yaml.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/test_group.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(ParseLegacyGroupYaml, Defaults) {
  const auto settings = ParseLegacyGroupYaml("", "t", true);
  ASSERT_TRUE(settings.ok());
  EXPECT_TRUE(settings->grading == LegacyGrading());
  EXPECT_TRUE(settings->grading.break_on_reject);
  EXPECT_EQ(settings->grading.accept_score, 1);
  EXPECT_EQ(settings->grading.reject_score, 0);
  EXPECT_EQ(settings->grading.greatest_score, std::numeric_limits<double>::infinity());
}

TEST(ParseLegacyGroupYaml, AllKeys) {
  const auto settings = ParseLegacyGroupYaml(
      "on_reject: continue\n"
      "grading: default\n"
      "grader_flags: first_error sum min ignore_sample accept_if_any_accepted\n"
      "input_validator_flags: {name: bounds, flags: max 5}\n"
      "output_validator_flags: {name: check, flags: a b}\n"
      "accept_score: 12.5\n"
      "reject_score: -1\n"
      "range: -1 +inf\n",
      "t", false);
  ASSERT_TRUE(settings.ok()) << settings.status();
  const LegacyGrading& grading = settings->grading;
  EXPECT_FALSE(grading.break_on_reject);
  EXPECT_FALSE(grading.custom);
  EXPECT_EQ(grading.verdict_mode, LegacyGrading::VerdictMode::kFirstError);
  // The last of conflicting modes counts.
  EXPECT_EQ(grading.score_mode, LegacyGrading::ScoreMode::kMin);
  EXPECT_TRUE(grading.ignore_sample);
  EXPECT_TRUE(grading.accept_if_any_accepted);
  EXPECT_EQ(grading.accept_score, 12.5);
  EXPECT_EQ(grading.reject_score, -1);
  EXPECT_EQ(grading.least_score, -1);
  EXPECT_EQ(grading.greatest_score, std::numeric_limits<double>::infinity());
  EXPECT_THAT(settings->input_validator_args, ElementsAre(Pair("bounds", ElementsAre("max", "5"))));
  EXPECT_THAT(settings->validator_args, ElementsAre("a", "b"));
  EXPECT_EQ(settings->validator_name, "check");
}

TEST(ParseLegacyGroupYaml, CustomGradersHaveTheirOwnFlags) {
  const auto settings = ParseLegacyGroupYaml("grader_flags: x y\ngrading: custom", "t", true);
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_TRUE(settings->grading.custom);
  EXPECT_THAT(settings->grading.grader_args, ElementsAre("x", "y"));
}

TEST(ParseLegacyGroupYaml, Faults) {
  const struct {
    std::string text;
    std::string named;
  } cases[] = {
      {"on_reject: first", "t:1: on_reject must be break or continue"},
      {"\ngrading: mine", "t:2: grading must be default or custom"},
      {"grader_flags: x", "t:1: grader_flags has the word \"x\""},
      {"output_validator_flags: x", "t:1: output_validator_flags is wrong"},
      {"output_validator_flags: {file: x}", "output_validator_flags.file is not a known key"},
      {"accept_score: many", "accept_score must be a number"},
      {"range: 5", "range must be two numbers"},
      {"range: 5 1", "range must be two numbers, the lesser first"},
      {"range: 0 nan", "range has no number in \"nan\""},
      {"max_score: 5", "max_score is not a known key"},
      {"[a", "t:1: not YAML"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseLegacyGroupYaml(c.text, "t", true).status();
    EXPECT_TRUE(IsProblemFault(status)) << c.text << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
  }
}

TEST(ParseGroupYaml, AllKeys) {
  const auto settings = ParseGroupYaml(
      "max_score: 40\n"
      "score_aggregation: min\n"
      "static_validation_score: 10\n"
      "require_pass: [sample, secret/1]\n"
      "args: [-n, 'a b']\n"
      "input_validator_args: {bounds: ['5']}\n"
      "static_validator_args: [s]\n"
      "output_validator_args: [case_sensitive]\n"
      "input_visualizer_args: []\n"
      "full_feedback: true\n",
      "g", true);
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->max_score, std::optional<std::optional<int64_t>>(40));
  EXPECT_EQ(settings->mode, Aggregation::Mode::kMin);
  EXPECT_EQ(settings->static_validation_score, 10);
  EXPECT_TRUE(settings->static_validation_scores);
  EXPECT_THAT(settings->static_validator_args, ElementsAre("s"));
  EXPECT_THAT(settings->require_pass, ElementsAre("sample", "secret/1"));
  EXPECT_THAT(*settings->tests.args, ElementsAre("-n", "a b"));
  EXPECT_THAT(*settings->tests.validator_args, ElementsAre("case_sensitive"));
  EXPECT_THAT(*settings->tests.input_validator_args, ElementsAre(Pair("bounds", ElementsAre("5"))));
  EXPECT_EQ(settings->tests.full_feedback, true);
  EXPECT_TRUE(ParseGroupYaml("max_score: unbounded", "g", true)->max_score.has_value());
  EXPECT_FALSE(ParseGroupYaml("max_score: unbounded", "g", true)->max_score->has_value());
  EXPECT_FALSE(ParseGroupYaml("", "g", true)->max_score.has_value());
  EXPECT_THAT(ParseGroupYaml("require_pass: sample", "g", true)->require_pass,
              ElementsAre("sample"));
  EXPECT_EQ(
      ParseGroupYaml("static_validation_score: pass-fail", "g", true)->static_validation_score, 0);
}

TEST(ParseGroupYaml, Faults) {
  const struct {
    std::string text;
    std::string named;
  } cases[] = {
      {"max_score: -1", "g:1: max_score must be a whole number"},
      {"max_score: 1.5", "max_score must be a whole number"},
      {"score_aggregation: avg", "score_aggregation must be pass-fail, sum or min"},
      {"static_validator_args: [a]", "for groups with static_validation_score only"},
      {"args: a b", "args must be a list of words"},
      {"output_validator_args: [x]", "output_validator_args is wrong"},
      {"full_feedback: maybe", "full_feedback must be true or false"},
      {"hint: x", "hint is not a known key"},
      {"on_reject: break", "on_reject is not a known key"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseGroupYaml(c.text, "g", true).status();
    EXPECT_TRUE(IsProblemFault(status)) << c.text << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
  }
}

TEST(ParseTestYaml, Table) {
  const auto settings =
      ParseTestYaml("args: [a]\nhint: try 0\ndescription: zero\nfull_feedback: false", "y", true);
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_THAT(*settings->args, ElementsAre("a"));
  EXPECT_EQ(settings->hint, "try 0");
  EXPECT_EQ(settings->description, "zero");
  EXPECT_EQ(settings->full_feedback, false);
  EXPECT_FALSE(settings->validator_args.has_value());
  EXPECT_TRUE(IsProblemFault(ParseTestYaml("max_score: 1", "y", true).status()));
  EXPECT_TRUE(ParseTestYaml("output_validator_args: [x]", "y", false).ok());
}

}  // namespace
}  // namespace assay::judge
