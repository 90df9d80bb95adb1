#ifndef ASSAY_JUDGE_SERVICE_SUBMISSION_ERRORS_H_
#define ASSAY_JUDGE_SERVICE_SUBMISSION_ERRORS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// What calls are answered with that come too late: UNAVAILABLE with a RetryInfo.
absl::Status Stopping();

// NOT_FOUND.
absl::Status NoSuchSubmission(absl::string_view id);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SUBMISSION_ERRORS_H_
