#include "judge/evaluate/judgement_score.h"

#include "judge/evaluate/group_schedule.h"
#include "judge/evaluate/verdict.h"
#include "judge/score/test_score.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

::judge::v1::Verdict FirstFailure(const ::judge::v1::Judgement& judgement) {
  std::vector<::judge::v1::Verdict> verdicts;
  for (const ::judge::v1::TestResult& result : judgement.test_results()) {
    verdicts.push_back(result.verdict());
  }
  return TotalVerdict(verdicts);
}

bool IsJudgeError(const std::optional<TestResult>& result) {
  return result.has_value() && result->verdict == ::judge::v1::VERDICT_JUDGE_ERROR;
}

}  // namespace

absl::Status ScoreJudgement(const Problem& problem,
                            const std::vector<std::optional<TestResult>>& counted,
                            const std::vector<std::optional<TestResult>>& static_results,
                            const CustomGrader& grader, ::judge::v1::Judgement* judgement) {
  if (problem.groups.empty()) {
    judgement->set_verdict(FirstFailure(*judgement));
    return absl::OkStatus();
  }
  for (const auto* results : {&counted, &static_results}) {
    for (const std::optional<TestResult>& result : *results) {
      if (!IsJudgeError(result) || StopsAtFirstFailure(problem)) continue;
      judgement->set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
      return absl::OkStatus();
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const ProblemScore score,
                         ScoreProblem(problem, counted, static_results, grader));
  // Groups that all stop at the first failure say no more than the tests.
  const size_t told =
      problem.kind.scoring || !StopsAtFirstFailure(problem) ? problem.groups.size() : 0;
  for (size_t i = 0; i < told; ++i) {
    ::judge::v1::GroupResult* const group = judgement->add_group_results();
    group->set_name(problem.groups[i].name);
    group->set_verdict(score.groups[i].verdict);
    if (problem.kind.scoring) group->set_score(score.groups[i].score);
  }
  const std::vector<std::optional<double>> of_tests = ScoreTests(problem, counted);
  for (int i = 0; i < judgement->test_results_size(); ++i) {
    ::judge::v1::TestResult* const result = judgement->mutable_test_results(i);
    result->clear_score();
    if (of_tests[i].has_value()) result->set_score(*of_tests[i]);
  }
  if (problem.kind.scoring) judgement->set_score(score.groups.front().score);
  judgement->set_verdict(StopsAtFirstFailure(problem) ? FirstFailure(*judgement)
                                                      : score.groups.front().verdict);
  return absl::OkStatus();
}

}  // namespace assay::judge
