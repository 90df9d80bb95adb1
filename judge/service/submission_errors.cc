#include "judge/service/submission_errors.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"

namespace assay::judge {

absl::Status Stopping() {
  return WithRetry(WithReason(absl::UnavailableError("the server is about to stop"), "DRAINING"),
                   absl::Seconds(5));
}

absl::Status NoSuchSubmission(absl::string_view id) {
  return WithReason(absl::NotFoundError(absl::StrCat("there is no submission \"", id, "\"")),
                    "SUBMISSION_NOT_FOUND");
}

}  // namespace assay::judge
