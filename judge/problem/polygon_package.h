#ifndef ASSAY_JUDGE_PROBLEM_POLYGON_PACKAGE_H_
#define ASSAY_JUDGE_PROBLEM_POLYGON_PACKAGE_H_

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"

namespace assay::judge {

// Reads a Polygon package, which must be a full one: with the tests made. See ParsePolygonXml(). A
// test's name is its number, its group's before it ("subtask1/7"). The group of all tests has
// PointsPolicy, and in it are the groups and the tests without one.
//
// The problem's fault, besides: a file that is not there or no regular one, no checker.
absl::StatusOr<Problem> ReadPolygonPackage(const ProblemFolder& folder);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_POLYGON_PACKAGE_H_
