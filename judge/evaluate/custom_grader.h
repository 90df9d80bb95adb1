#ifndef ASSAY_JUDGE_EVALUATE_CUSTOM_GRADER_H_
#define ASSAY_JUDGE_EVALUATE_CUSTOM_GRADER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/package_programs.h"
#include "judge/problem/problem.h"
#include "judge/score/result.h"

namespace assay::judge {

// What a grader of the ICPC package format, legacy, reads: a line for each member, as "AC 12.5".
// AC, WA, RTE or TLE; what else a program may do wrong is RTE, as the format has no more.
std::string FormatForGrader(const LegacyGrading& grading, const std::vector<Member>& members);

// What it answers: one such line. The problem's fault otherwise.
absl::StatusOr<GroupResult> ParseGraderOutput(absl::string_view output);

// Runs `grader` for a group with these members, in a jail, under the limits of validators. The
// problem's fault: an exit code other than 0, or another answer. Others are the host's, or ABORTED.
absl::StatusOr<GroupResult> RunCustomGrader(const JudgeContext& context, const Problem& problem,
                                            const PackageExecutable& grader,
                                            const LegacyGrading& grading,
                                            const std::vector<Member>& members);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CUSTOM_GRADER_H_
