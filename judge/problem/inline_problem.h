#ifndef ASSAY_JUDGE_PROBLEM_INLINE_PROBLEM_H_
#define ASSAY_JUDGE_PROBLEM_INLINE_PROBLEM_H_

#include "absl/status/status.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// UNIMPLEMENTED, naming the first thing, when tests, limits and one set of flags of the default
// validator are not all that `problem` is judged by: a message with those alone would be judged
// otherwise.
absl::Status CheckInline(const Problem& problem);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_INLINE_PROBLEM_H_
