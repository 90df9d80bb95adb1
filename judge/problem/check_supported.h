#ifndef ASSAY_JUDGE_PROBLEM_CHECK_SUPPORTED_H_
#define ASSAY_JUDGE_PROBLEM_CHECK_SUPPORTED_H_

#include "absl/status/status.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// Whether the judge can do all that the problem asks for. UNIMPLEMENTED names the first thing that
// it cannot do. To judge without it would give a wrong verdict.
absl::Status CheckSupported(const Problem& problem);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_CHECK_SUPPORTED_H_
