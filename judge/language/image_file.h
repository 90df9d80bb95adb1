#ifndef ASSAY_JUDGE_LANGUAGE_IMAGE_FILE_H_
#define ASSAY_JUDGE_LANGUAGE_IMAGE_FILE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// The file at `path` in the root file system at `root_path`, as a process in it would find it
// (RESOLVE_IN_ROOT), opened with O_PATH; invalid when there is none.
UniqueFd FindInRoot(const std::string& root_path, absl::string_view path);

// Whether that is an executable file.
bool HasExecutable(const std::string& root_path, absl::string_view path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_IMAGE_FILE_H_
