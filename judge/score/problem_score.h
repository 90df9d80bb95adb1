#ifndef ASSAY_JUDGE_SCORE_PROBLEM_SCORE_H_
#define ASSAY_JUDGE_SCORE_PROBLEM_SCORE_H_

#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"
#include "judge/score/result.h"

namespace assay::judge {

// What the tests judged so far make of a problem.
struct ProblemScore {
  // As Problem::groups. The first is the submission's.
  std::vector<GroupResult> groups;
  // As Problem::tests: whether the test can still change a result. A test that was judged cannot.
  std::vector<bool> needed;
};

// A custom grader: the result of a group whose members were all judged, or need not be. It may be
// asked for each group once.
using CustomGrader = std::function<absl::StatusOr<GroupResult>(const LegacyGrading& grading,
                                                               const std::vector<Member>& members)>;

// Combines the results of `problem`'s tests (absent: not judged), which has groups, and of its
// static validation tests (by group; may be empty when there are none). A group whose dependencies
// failed is SKIPPED and has no score, whatever its tests gave. Takes time in proportion to the
// tests; a judge asks again when a test was not accepted, as only that settles anything early.
//
// Without `grader`, a group that has one stays open for the groups above it, and none of its tests
// is needed any more once it is settled.
//
// Errors of the grader, and the problem's fault: see the formats' own functions; the message names
// the group.
absl::StatusOr<ProblemScore> ScoreProblem(
    const Problem& problem, const std::vector<std::optional<TestResult>>& tests,
    const std::vector<std::optional<TestResult>>& static_tests = {},
    const CustomGrader& grader = nullptr);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SCORE_PROBLEM_SCORE_H_
