#ifndef ASSAY_JUDGE_SERVICE_SECRET_FILE_H_
#define ASSAY_JUDGE_SERVICE_SECRET_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace assay::judge {

// ReadFile() for a file that holds secrets. FAILED_PRECONDITION, with the fix, when it is no
// regular file or others than its owner and group have any access to it.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path, int64_t limit_bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SECRET_FILE_H_
