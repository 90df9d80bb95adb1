#ifndef ASSAY_JUDGE_SCORE_LEGACY_SCORE_H_
#define ASSAY_JUDGE_SCORE_LEGACY_SCORE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "judge/problem/test_group.h"
#include "judge/score/result.h"

namespace assay::judge {

// The members that a grader is given, in the order of judging: those up to the first one that was
// not judged, or that ends the group. `settled`: no other can change the result.
struct GradedMembers {
  std::vector<Member> members;
  bool settled = true;
};
GradedMembers FindGraded(const LegacyGrading& grading, const std::vector<Member>& members);

// The problem's fault when the score of a settled and accepted group is not in its range.
absl::Status CheckScoreRange(const LegacyGrading& grading, const GroupResult& result);

// The result of a group by the default grader of the ICPC package format, legacy ("Default Grader
// Specification"), from its members in the order of judging. The score of a group that is not
// accepted is ignored, as the format has it, and is 0.
//
// The problem's fault: an accepted group's score outside of its range.
absl::StatusOr<GroupResult> CombineLegacy(const LegacyGrading& grading,
                                          const std::vector<Member>& members);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SCORE_LEGACY_SCORE_H_
