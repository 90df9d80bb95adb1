#ifndef ASSAY_JUDGE_PROBLEM_DMOJ_PACKAGE_H_
#define ASSAY_JUDGE_PROBLEM_DMOJ_PACKAGE_H_

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"

namespace assay::judge {

// Reads a problem folder of DMOJ: see ParseDmojYaml(). Its limits are those of bare tests, as DMOJ
// keeps a problem's limits elsewhere. Tests are named by number, those of a batch "batch2/1"; a
// batch is a group, and so is a test worth no points, which ends judging when it fails.
//
// UNIMPLEMENTED: a test's file that is in an archive only. The problem's fault, besides: a file
// that is not there, a test without answer where the default validator compares.
absl::StatusOr<Problem> ReadDmojPackage(const ProblemFolder& folder);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_DMOJ_PACKAGE_H_
