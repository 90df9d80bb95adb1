#ifndef ASSAY_SANDBOX_BASE_FILE_H_
#define ASSAY_SANDBOX_BASE_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay {

// open(2) with O_CLOEXEC added. `mode` counts with O_CREAT only.
absl::StatusOr<UniqueFd> OpenFile(const std::string& path, int flags, int mode = 0644);

// openat(2) with O_CLOEXEC added.
absl::StatusOr<UniqueFd> OpenFileAt(int directory_fd, const std::string& path, int flags,
                                    int mode = 0644);

// Reads to the end of the file. RESOURCE_EXHAUSTED past `limit_bytes`.
absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t limit_bytes);

// As ReadFile, from the descriptor's present position; `name` is for errors.
absl::StatusOr<std::string> ReadDescriptor(int fd, int64_t limit_bytes, absl::string_view name);

// Writes all of `data` to `fd`; `name` is for errors.
absl::Status WriteDescriptor(int fd, absl::string_view data, absl::string_view name);

// Creates or truncates `path`, gives it `mode`, whatever the umask, and writes `data`.
absl::Status WriteFile(const std::string& path, absl::string_view data, int mode = 0644);

}  // namespace assay

#endif  // ASSAY_SANDBOX_BASE_FILE_H_
