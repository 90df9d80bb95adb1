#ifndef ASSAY_JUDGE_CLI_REMOTE_TOKEN_FILE_H_
#define ASSAY_JUDGE_CLI_REMOTE_TOKEN_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace assay::judge {

// The first line of a file, as a bearer token (RFC 6750: printable ASCII without spaces, 4096 bytes
// at most). NOT_FOUND, PERMISSION_DENIED and INVALID_ARGUMENT name the file and the fix; the latter
// also for a file that others than its owner and group may read or write. No error tells of the
// contents.
absl::StatusOr<std::string> ReadTokenFile(const std::string& path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_TOKEN_FILE_H_
