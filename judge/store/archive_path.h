#ifndef ASSAY_JUDGE_STORE_ARCHIVE_PATH_H_
#define ASSAY_JUDGE_STORE_ARCHIVE_PATH_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// The path "a/b/c" of an archive's entry "./a//b/c/": without ".", double slashes and a slash at
// the end. Empty for the archive's own root. INVALID_ARGUMENT tells what makes a path unfit, in
// words that follow the entry's name:
//
//   it is empty or absolute, or ".." is in it (CWE-22)
//   it is not UTF-8, or has control or invisible characters
//   a name has more than 255 bytes, the whole more than 1000, or more than `max_depth` names
absl::StatusOr<std::string> CleanEntryPath(absl::string_view path, int max_depth);

// Whether a clean path is of what macOS adds to archives and no package has use for: __MACOSX/...,
// .DS_Store, and ._NAME beside each NAME with attributes (AppleDouble).
bool IsMacMetadata(absl::string_view path);

// "archive entry "PATH"", for messages: in one line, shortened.
std::string DescribeEntry(absl::string_view path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_ARCHIVE_PATH_H_
