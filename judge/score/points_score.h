#ifndef ASSAY_JUDGE_SCORE_POINTS_SCORE_H_
#define ASSAY_JUDGE_SCORE_POINTS_SCORE_H_

#include <vector>

#include "judge/problem/test_group.h"
#include "judge/score/result.h"

namespace assay::judge {

// The result of a Polygon group or a DMOJ batch from its members in the order of judging, when all
// groups that it depends on passed. The verdict is that of the first test that is not accepted;
// PARTIAL where there are points all the same.
//
// A test brings its points, what the checker gave (score), or that share of its points. In a
// complete group and in a batch that counts for the group's points in proportion.
GroupResult CombinePoints(const PointsPolicy& policy, const std::vector<Member>& members);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SCORE_POINTS_SCORE_H_
