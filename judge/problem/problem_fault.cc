#include "judge/problem/problem_fault.h"

namespace assay::judge {

absl::Status ProblemFault(absl::string_view message) {
  return absl::FailedPreconditionError(message);
}

bool IsProblemFault(const absl::Status& status) {
  return status.code() == absl::StatusCode::kFailedPrecondition;
}

}  // namespace assay::judge
