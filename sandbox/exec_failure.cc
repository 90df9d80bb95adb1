#include "sandbox/exec_failure.h"

#include <cerrno>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

constexpr char kPayload[] = "assay/unexecutable";

bool IsTheFilesFault(int error_number) {
  switch (error_number) {
    case E2BIG:
    case EACCES:
    case EINVAL:
    case EISDIR:
    case ELIBBAD:
    case ELOOP:
    case ENOENT:
    case ENOEXEC:
    case ENOTDIR:
    case EPERM:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::Status ExecFailure(int error_number, const std::string& program) {
  absl::Status status = ErrnoStatus(error_number, absl::StrCat("execute ", program));
  if (IsTheFilesFault(error_number)) status.SetPayload(kPayload, absl::Cord());
  return status;
}

bool IsUnexecutable(const absl::Status& status) { return status.GetPayload(kPayload).has_value(); }

}  // namespace assay::sandbox
