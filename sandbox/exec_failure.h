#ifndef ASSAY_SANDBOX_EXEC_FAILURE_H_
#define ASSAY_SANDBOX_EXEC_FAILURE_H_

#include <string>

#include "absl/status/status.h"

namespace assay::sandbox {

// The status of a run whose program the kernel would not execute. `error_number` is execve(2)'s.
absl::Status ExecFailure(int error_number, const std::string& program);

// Whether `status` is an ExecFailure() for which the file is to blame: it is not there or lacks its
// interpreter, is no executable, or is of a format that the kernel does not know (or its arguments
// are too long). Survives
// Annotate(). False for all else, such as a host without memory.
bool IsUnexecutable(const absl::Status& status);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_EXEC_FAILURE_H_
