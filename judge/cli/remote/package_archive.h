#ifndef ASSAY_JUDGE_CLI_REMOTE_PACKAGE_ARCHIVE_H_
#define ASSAY_JUDGE_CLI_REMOTE_PACKAGE_ARCHIVE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// Takes a piece of an archive; an error ends the packing with it.
using ArchiveSink = std::function<absl::Status(absl::string_view)>;

// Hands a problem package to `sink` in pieces: the folder `path` as a tar archive compressed with
// zstd, a file as it is. A folder's regular files alone are packed, without those whose name begins
// with a dot. Errors, which name the file: NOT_FOUND and INVALID_ARGUMENT, those of ProblemFolder,
// and the sink's.
absl::Status SendPackage(const std::string& path, const ArchiveSink& sink);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_PACKAGE_ARCHIVE_H_
