#include "judge/cli/exit_code.h"

#include <cstdio>
#include <string>

#include "judge/base/printable.h"
#include "sandbox/exec_failure.h"

namespace assay::judge {

int ExitCodeOf(::judge::v1::Verdict verdict) {
  switch (verdict) {
    case ::judge::v1::VERDICT_ACCEPTED:
      return kExitAccepted;
    case ::judge::v1::VERDICT_JUDGE_ERROR:
      return kExitJudgeError;
    default:
      return kExitOtherVerdict;
  }
}

int Fail(int code, const absl::Status& status) {
  const std::string message = MakePrintableLine(status.message());
  fprintf(stderr, "sandbox_cli: %s\n", message.c_str());
  return code;
}

int ExitCodeOfArgument(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kOutOfRange:
      return kExitUsage;
    default:
      return kExitHost;
  }
}

int ExitCodeOfRun(const absl::Status& status) {
  return sandbox::IsUnexecutable(status) || absl::IsInvalidArgument(status) ? kExitUsage
                                                                            : kExitHost;
}

}  // namespace assay::judge
