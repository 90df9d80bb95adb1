#ifndef ASSAY_JUDGE_SERVICE_SUBMIT_REQUEST_H_
#define ASSAY_JUDGE_SERVICE_SUBMIT_REQUEST_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/evaluate/judging.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/work_queue.h"
#include "judge/language/source.h"
#include "judge/problem/problem.h"
#include "judge/validate/validator_flags.h"
#include "proto/judge/v1/submission.pb.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"

namespace assay::judge {

// What a SubmitRequest says, in the judge's own terms. All that can be found out from the request
// alone is checked by CheckSubmitRequest(); the other functions expect it to have passed.

// INVALID_ARGUMENT with a BadRequest that names the field.
absl::Status CheckSubmitRequest(const ::judge::v1::SubmitRequest& request);

// INVALID_ARGUMENT for a duration or number that is none of a limit; `field` is what the message is
// called in the request. Ranges are PlanRunLimits()'s business.
absl::StatusOr<LimitOverrides> ToOverrides(const ::judge::v1::LimitOverrides& limits,
                                           absl::string_view field);
absl::StatusOr<LimitOverrides> ToOverrides(const ::sandbox::v1::RunLimits& limits,
                                           absl::string_view field);

Source ToSource(const ::judge::v1::SubmitRequest& request);

// Without events and text_bytes.
JudgingOptions ToOptions(const ::judge::v1::SubmitRequest& request);

WorkPriority ToWorkPriority(::judge::v1::Priority priority);

// What a test of the inline problem is called: its number, from 1, where it has no name.
std::string TestName(const ::judge::v1::InlineProblem& problem, int index);

// The flags of the inline problem.
ValidatorFlags FlagsOf(const ::judge::v1::InlineProblem& problem);

// The limits of the inline problem: LimitsOfBareTests() where it says nothing.
ProblemLimits LimitsOf(const ::judge::v1::InlineProblem& problem);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SUBMIT_REQUEST_H_
