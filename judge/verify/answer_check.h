#ifndef ASSAY_JUDGE_VERIFY_ANSWER_CHECK_H_
#define ASSAY_JUDGE_VERIFY_ANSWER_CHECK_H_

#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/problem/problem.h"
#include "judge/verify/program_check.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// Whether the problem's output validators take each answer file as an output. It is a fault where
// they must: for samples, and where formats say that an answer is an output (Polygon, DMOJ);
// elsewhere an answer file may be anything that the validator reads, and a warning is given. What
// is shown in place of an answer is CheckSamples()'s affair, and nothing is asked of that answer.
// No report: for the default validator, and where answers are no outputs (interactive, multi-pass).
// A status is the host's fault, or ABORTED.
absl::StatusOr<std::vector<::judge::v1::CheckReport>> CheckAnswers(const JudgeContext& context,
                                                                   const Problem& problem, int jobs,
                                                                   const CheckProgress& progress);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_ANSWER_CHECK_H_
