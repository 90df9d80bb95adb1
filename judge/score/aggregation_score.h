#ifndef ASSAY_JUDGE_SCORE_AGGREGATION_SCORE_H_
#define ASSAY_JUDGE_SCORE_AGGREGATION_SCORE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/problem/test_group.h"
#include "judge/score/result.h"

namespace assay::judge {

// What one test of a group of `test_count` can get. Absent: any score.
std::optional<double> GreatestOfTest(const Aggregation& aggregation, size_t test_count);

// The score of a test that can get `greatest`. The problem's fault: as below.
absl::StatusOr<double> ScoreOfTest(const TestResult& result, std::optional<double> greatest);

// The result of a group by the ICPC package format, 2025-09 ("Result aggregation"), from its
// members in the order of judging. `static_result` is that of the static validation test, where the
// group has one. `scoring`: the problem has scores.
//
// The verdict is that of the first test that is not accepted; in a scoring problem a group that got
// some score all the same is PARTIAL. The problem's fault: what the format calls a judge error,
// such as a score.txt with more than the test's share.
absl::StatusOr<GroupResult> CombineAggregation(const Aggregation& aggregation, bool scoring,
                                               const std::vector<Member>& members,
                                               const Member& static_result);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SCORE_AGGREGATION_SCORE_H_
