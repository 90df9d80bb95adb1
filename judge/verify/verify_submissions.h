#ifndef ASSAY_JUDGE_VERIFY_VERIFY_SUBMISSIONS_H_
#define ASSAY_JUDGE_VERIFY_VERIFY_SUBMISSIONS_H_

#include "absl/status/status.h"
#include "judge/evaluate/context.h"
#include "judge/problem/problem.h"
#include "judge/verify/verify_options.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// Judges the submissions that come with `problem` on all tests, and adds what became of them, and
// how the time limit stands to their times, to `report`.
//
// Where the package leaves the time limit to be computed, those that must not be too slow run first
// with a minute of cpu time; then the limit follows, and the others are judged by it. Those that
// must be too slow run on past the limit, as far as the format's margin goes: that is how it is
// known to hold.
//
// ABORTED after context.cancellation. All else is in the report: what the host failed at, and what
// Assay cannot do, as CHECK_RESULT_ERROR.
absl::Status VerifySubmissions(const JudgeContext& context, const Problem& problem,
                               const VerifyOptions& options, ::judge::v1::PackageReport& report);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_VERIFY_SUBMISSIONS_H_
