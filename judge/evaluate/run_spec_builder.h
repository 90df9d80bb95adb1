#ifndef ASSAY_JUDGE_EVALUATE_RUN_SPEC_BUILDER_H_
#define ASSAY_JUDGE_EVALUATE_RUN_SPEC_BUILDER_H_

#include "absl/status/statusor.h"
#include "judge/evaluate/compile.h"
#include "proto/judge/v1/language.pb.h"
#include "sandbox/limits.h"
#include "sandbox/run_spec.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {

// A run of `program` under `limits`, as PlanRunLimits() made them, without streams and cpu.
absl::StatusOr<sandbox::RunSpec> MakeRunSpec(const Program& program,
                                             const ::judge::v1::Language& language,
                                             const sandbox::Limits& limits,
                                             sandbox::PolicyStore& policies);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_RUN_SPEC_BUILDER_H_
