#ifndef ASSAY_JUDGE_VERIFY_INPUT_CHECK_H_
#define ASSAY_JUDGE_VERIFY_INPUT_CHECK_H_

#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/problem/problem.h"
#include "judge/verify/program_check.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// Runs each of the problem's input validators on the input of each test, `jobs` at once (0: one for
// each cpu), in jails, by the problem's protocol: exit code 42, or 0 of those made with testlib.h.
// One report for each validator: a fault names the first tests whose inputs it does not take, with
// what it said. A status is the host's fault, or ABORTED.
absl::StatusOr<std::vector<::judge::v1::CheckReport>> CheckInputs(const JudgeContext& context,
                                                                  const Problem& problem, int jobs,
                                                                  const CheckProgress& progress);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_INPUT_CHECK_H_
