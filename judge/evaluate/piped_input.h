#ifndef ASSAY_JUDGE_EVALUATE_PIPED_INPUT_H_
#define ASSAY_JUDGE_EVALUATE_PIPED_INPUT_H_

#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// The reading end of a pipe that has what `file` has from its present position on, and ends then:
// whoever has read it, by whatever descriptor, has it no more. INVALID_ARGUMENT for more than
// kMostPipedInputBytes (problem.h); others are the host's.
absl::StatusOr<UniqueFd> PipedInput(const UniqueFd& file);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_PIPED_INPUT_H_
