#ifndef ASSAY_SANDBOX_BASE_STATUS_H_
#define ASSAY_SANDBOX_BASE_STATUS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay {

// A status for a failed system call: "OPERATION: ERRNO TEXT [ENAME]", with the code that absl gives
// the errno (ENOENT: NOT_FOUND, EACCES: PERMISSION_DENIED, ...). `operation` names the call and its
// object, as in "open /etc/passwd".
absl::Status ErrnoStatus(int error_number, absl::string_view operation);

// The symbolic name of an errno, such as "ENOENT".
std::string ErrnoName(int error_number);

// `status` with "CONTEXT: " before its message, its payloads kept; OK stays OK.
absl::Status Annotate(const absl::Status& status, absl::string_view context);

// `status`, but INTERNAL where it is INVALID_ARGUMENT: for the EINVAL of a system call that no
// argument of a caller's has caused.
absl::Status AsHostFault(const absl::Status& status);

}  // namespace assay

// Returns from the enclosing function when `expression` is not OK.
#define ASSAY_RETURN_IF_ERROR(expression)                                 \
  do {                                                                    \
    if (absl::Status assay_status_ = (expression); !assay_status_.ok()) { \
      return assay_status_;                                               \
    }                                                                     \
  } while (false)

#define ASSAY_STATUS_CONCAT_INNER_(a, b) a##b
#define ASSAY_STATUS_CONCAT_(a, b) ASSAY_STATUS_CONCAT_INNER_(a, b)

// `ASSAY_ASSIGN_OR_RETURN(auto x, F())`: x is F()'s value, or its status is returned.
#define ASSAY_ASSIGN_OR_RETURN(lhs, expression) \
  ASSAY_ASSIGN_OR_RETURN_IMPL_(ASSAY_STATUS_CONCAT_(assay_or_, __LINE__), lhs, expression)
#define ASSAY_ASSIGN_OR_RETURN_IMPL_(temporary, lhs, expression) \
  auto temporary = (expression);                                 \
  if (!temporary.ok()) return temporary.status();                \
  lhs = std::move(temporary).value()

#endif  // ASSAY_SANDBOX_BASE_STATUS_H_
