#ifndef ASSAY_JUDGE_STORE_PROBLEM_ID_H_
#define ASSAY_JUDGE_STORE_PROBLEM_ID_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// INVALID_ARGUMENT for the field header.id: not 1 to 128 of a-z A-Z 0-9 . _ - with another than a
// dot at the beginning.
absl::Status CheckProblemId(absl::string_view id);

// An id or digest, whatever a client has sent for one, for a message.
std::string ShownId(absl::string_view id);

// NOT_FOUND.
absl::Status NoProblem(absl::string_view id);
absl::Status NoPackage(absl::string_view id, absl::string_view digest);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_PROBLEM_ID_H_
