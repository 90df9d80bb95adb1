#ifndef ASSAY_JUDGE_EVALUATE_JUDGEMENT_SCORE_H_
#define ASSAY_JUDGE_EVALUATE_JUDGEMENT_SCORE_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "judge/problem/problem.h"
#include "judge/score/problem_score.h"
#include "judge/score/result.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Sets verdict, scores and groups of `judgement`, which has its tests' results, from those that
// count (`counted`, as Problem::tests) and from those of the static validator (by group). A
// JUDGE_ERROR among them decides, where the first failure does not. Errors as ScoreProblem().
absl::Status ScoreJudgement(const Problem& problem,
                            const std::vector<std::optional<TestResult>>& counted,
                            const std::vector<std::optional<TestResult>>& static_results,
                            const CustomGrader& grader, ::judge::v1::Judgement* judgement);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_JUDGEMENT_SCORE_H_
