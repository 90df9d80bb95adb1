#ifndef ASSAY_JUDGE_SCORE_TEST_SCORE_H_
#define ASSAY_JUDGE_SCORE_TEST_SCORE_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "judge/problem/problem.h"
#include "judge/problem/test_group.h"
#include "judge/score/result.h"

namespace assay::judge {

// What each judged test got by itself, as Problem::tests. Absent where it was not judged, the
// problem has no scores, or the test's group takes none. ScoreProblem() has passed the results.
std::vector<std::optional<double>> ScoreTests(const Problem& problem,
                                              const std::vector<std::optional<TestResult>>& tests);

// The group, an index into Problem::groups, that each test is a member of, as Problem::tests; -1
// where there is none.
std::vector<int> GroupsOfTests(const Problem& problem);

// The problem's fault when what the validator gave a test is no score that `group`, which the test
// is a member of, can take, whatever its other members get. Such a test's result is a judge error
// by itself, so that its name is known.
absl::Status CheckTestScore(const Problem& problem, const TestGroup& group,
                            const TestResult& result);

// The same for the static validation test of `group`; the message names the group.
absl::Status CheckStaticScore(const TestGroup& group, const TestResult& result);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SCORE_TEST_SCORE_H_
