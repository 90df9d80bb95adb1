#include "judge/score/test_score.h"

#include <variant>

#include "absl/status/statusor.h"
#include "judge/score/aggregation_score.h"

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

}  // namespace

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
