#ifndef ASSAY_JUDGE_EVALUATE_EVALUATOR_H_
#define ASSAY_JUDGE_EVALUATE_EVALUATOR_H_

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/judging.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Compiles a submission, runs it on the problem's tests and answers with a judgement; see Judging.
// `jobs` tests run at once, each pinned to a cpu of its own; 0: as many as there are cpus.
//
// INVALID_ARGUMENT for limits or a number of jobs that cannot be; FAILED_PRECONDITION, before
// anything is compiled, where instructions are to be counted and the host can't; ABORTED after
// context.cancellation; other errors are the host's.
absl::StatusOr<::judge::v1::Judgement> Evaluate(const JudgeContext& context, Submission submission,
                                                const Problem& problem, JudgingOptions options,
                                                int jobs = 0);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_EVALUATOR_H_
