#include "judge/score/test_score.h"

#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/problem_fault.h"
#include "judge/score/aggregation_score.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

struct Scored {
  const TestResult& result;
  const TestCase& test;
  size_t members = 0;

  bool accepted() const { return result.verdict == ::judge::v1::VERDICT_ACCEPTED; }

  std::optional<double> operator()(const LegacyGrading& grading) const {
    return result.score.value_or(accepted() ? grading.accept_score : grading.reject_score);
  }
  std::optional<double> operator()(const Aggregation& aggregation) const {
    if (aggregation.mode == Aggregation::Mode::kPassFail) return std::nullopt;
    const absl::StatusOr<double> score = ScoreOfTest(result, GreatestOfTest(aggregation, members));
    if (!score.ok()) return std::nullopt;
    return *score;
  }
  std::optional<double> operator()(const PointsPolicy&) const {
    if (result.score.has_value()) return result.score;
    const double points = test.points.value_or(0);
    if (result.share.has_value()) return points * *result.share;
    return accepted() ? points : 0;
  }
};

struct ScoreCheck {
  const TestResult& result;
  size_t members = 0;

  absl::Status operator()(const LegacyGrading& grading) const {
    using Mode = LegacyGrading::ScoreMode;
    // The range is the group's: only where one test alone takes it out of the range is that known.
    if (grading.custom || !result.score.has_value()) return absl::OkStatus();
    const double score = *result.score;
    const bool alone = members == 1;
    const bool above =
        score > grading.greatest_score && (alone || grading.score_mode == Mode::kMax);
    const bool below = score < grading.least_score && (alone || grading.score_mode == Mode::kMin);
    if (!above && !below) return absl::OkStatus();
    return ProblemFault(absl::StrCat("score.txt has ", score, ", which is not in the range from ",
                                     grading.least_score, " to ", grading.greatest_score,
                                     " of the test's group"));
  }
  absl::Status operator()(const Aggregation& aggregation) const {
    if (aggregation.mode != Aggregation::Mode::kPassFail) {
      return ScoreOfTest(result, GreatestOfTest(aggregation, members)).status();
    }
    // Samples are not bounded, and what is written for them is ignored.
    const bool has_score = result.score.has_value() || result.share.has_value();
    if (!has_score || !aggregation.max_score.has_value()) return absl::OkStatus();
    return ProblemFault("the validator gave a score to a test of a pass-fail group");
  }
  // Points are bounded by the test's where they are read.
  absl::Status operator()(const PointsPolicy&) const { return absl::OkStatus(); }
};

}  // namespace

std::vector<int> GroupsOfTests(const Problem& problem) {
  std::vector<int> groups(problem.tests.size(), -1);
  for (size_t i = 0; i < problem.groups.size(); ++i) {
    for (const GroupItem& item : problem.groups[i].items) {
      if (!item.is_group) groups[item.index] = static_cast<int>(i);
    }
  }
  return groups;
}

absl::Status CheckTestScore(const Problem& problem, const TestGroup& group,
                            const TestResult& result) {
  if (!problem.kind.scoring) return absl::OkStatus();
  return std::visit(ScoreCheck{.result = result, .members = group.items.size()}, group.grading);
}

absl::Status CheckStaticScore(const TestGroup& group, const TestResult& result) {
  const auto* aggregation = std::get_if<Aggregation>(&group.grading);
  if (aggregation == nullptr || aggregation->mode == Aggregation::Mode::kPassFail ||
      !aggregation->static_validation_score.has_value()) {
    return absl::OkStatus();
  }
  absl::Status status =
      ScoreOfTest(result, static_cast<double>(*aggregation->static_validation_score)).status();
  if (status.ok()) return status;
  return Annotate(status,
                  absl::StrCat("the static validation test of the group \"", group.name, "\""));
}

std::vector<std::optional<double>> ScoreTests(const Problem& problem,
                                              const std::vector<std::optional<TestResult>>& tests) {
  std::vector<std::optional<double>> scores(tests.size());
  if (!problem.kind.scoring) return scores;
  for (const TestGroup& group : problem.groups) {
    for (const GroupItem& item : group.items) {
      if (item.is_group || !tests[item.index].has_value()) continue;
      scores[item.index] = std::visit(Scored{.result = *tests[item.index],
                                             .test = problem.tests[item.index],
                                             .members = group.items.size()},
                                      group.grading);
    }
  }
  return scores;
}

}  // namespace assay::judge
