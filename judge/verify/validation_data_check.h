#ifndef ASSAY_JUDGE_VERIFY_VALIDATION_DATA_CHECK_H_
#define ASSAY_JUDGE_VERIFY_VALIDATION_DATA_CHECK_H_

#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/problem/problem.h"
#include "judge/verify/program_check.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// Whether a package of version 2025-09 is validated as its data/invalid_input, data/invalid_output
// and data/valid_output say: a report for each of them that is there. Other formats have none. A
// status is the host's fault, or ABORTED.
absl::StatusOr<std::vector<::judge::v1::CheckReport>> CheckValidationData(
    const JudgeContext& context, const Problem& problem, int jobs, const CheckProgress& progress);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_VALIDATION_DATA_CHECK_H_
