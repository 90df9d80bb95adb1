#ifndef ASSAY_JUDGE_VERIFY_TIME_LIMIT_REPORT_H_
#define ASSAY_JUDGE_VERIFY_TIME_LIMIT_REPORT_H_

#include <optional>

#include "absl/status/status.h"
#include "judge/problem/problem.h"
#include "judge/verify/submission_times.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// How the time limit of `problem`, which holds, stands to the times of the package's submissions.
// `computed`: it comes from them, or was to: `not_computed` tells why it could not be. Absent where
// nothing is known of any submission, and nothing was to be computed.
std::optional<::judge::v1::TimeLimitReport> MakeTimeLimitReport(const Problem& problem,
                                                                bool computed,
                                                                const absl::Status& not_computed,
                                                                const TimeBounds& bounds);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_TIME_LIMIT_REPORT_H_
