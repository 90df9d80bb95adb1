#ifndef ASSAY_JUDGE_SCORE_TEST_SCORE_H_
#define ASSAY_JUDGE_SCORE_TEST_SCORE_H_

#include <optional>
#include <vector>

#include "judge/problem/problem.h"
#include "judge/score/result.h"

namespace assay::judge {

// What each judged test got by itself, as Problem::tests. Absent where it was not judged, the
// problem has no scores, or the test's group takes none. ScoreProblem() has passed the results.
std::vector<std::optional<double>> ScoreTests(const Problem& problem,
                                              const std::vector<std::optional<TestResult>>& tests);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SCORE_TEST_SCORE_H_
