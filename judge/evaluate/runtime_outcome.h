#ifndef ASSAY_JUDGE_EVALUATE_RUNTIME_OUTCOME_H_
#define ASSAY_JUDGE_EVALUATE_RUNTIME_OUTCOME_H_

#include "absl/strings/string_view.h"
#include "proto/judge/v1/language.pb.h"
#include "sandbox/run_result.h"

namespace assay::judge {

// `outcome` as the language's runtime means it: an exit of the kind that RunStep::memory_exhaustion
// describes is a memory limit that the runtime kept itself, ahead of the kernel. A program can
// feign that and gains nothing: either way it has failed. `error_output` is what the program wrote
// to standard error.
sandbox::Outcome RuntimeOutcome(const sandbox::Outcome& outcome, const ::judge::v1::RunStep& run,
                                absl::string_view error_output);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_RUNTIME_OUTCOME_H_
