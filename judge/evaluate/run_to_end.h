#ifndef ASSAY_JUDGE_EVALUATE_RUN_TO_END_H_
#define ASSAY_JUDGE_EVALUATE_RUN_TO_END_H_

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// Starts a run and waits for its end. ABORTED when `cancellation` or, when given, `also` is
// cancelled; otherwise as Sandbox::Start() and Run::Wait().
absl::StatusOr<sandbox::RunResult> RunToEnd(sandbox::Sandbox& sandbox, sandbox::RunSpec spec,
                                            Cancellation& cancellation,
                                            Cancellation* also = nullptr);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_RUN_TO_END_H_
