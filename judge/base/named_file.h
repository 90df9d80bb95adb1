#ifndef ASSAY_JUDGE_BASE_NAMED_FILE_H_
#define ASSAY_JUDGE_BASE_NAMED_FILE_H_

#include <sys/stat.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Opens for reading what a person named, and never waits, whatever it is; `info` tells what.
// Errors call it `name`, such as "input a.in"; NOT_FOUND gives the fix.
absl::StatusOr<UniqueFd> OpenNamedFile(const std::string& path, absl::string_view name,
                                       struct stat* info);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_NAMED_FILE_H_
