#ifndef ASSAY_JUDGE_CLI_REMOTE_READ_INPUT_H_
#define ASSAY_JUDGE_CLI_REMOTE_READ_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace assay::judge {

// What descriptor `fd` has now, up to `most_bytes`; waits until there is something. Empty at the
// end, and as soon as `stop_fd` is readable.
absl::StatusOr<std::string> ReadPiece(int fd, int stop_fd, size_t most_bytes);

// All that there is up to the end, or until `stop_fd` is readable. INVALID_ARGUMENT past
// `most_bytes`.
absl::StatusOr<std::string> ReadInput(int fd, int stop_fd, int64_t most_bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_READ_INPUT_H_
