#ifndef ASSAY_JUDGE_LANGUAGE_SOURCE_H_
#define ASSAY_JUDGE_LANGUAGE_SOURCE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

inline constexpr int64_t kMaxSourceBytes = int64_t{1} << 20;

// A submitted source file.
struct Source {
  // What the user calls it, with control characters made visible. For messages only: it never
  // reaches a command line or a file system.
  std::string display_name;
  std::string contents;
};

// How a source is called in the jail, and what its run needs to know.
struct SourceNames {
  // A plain file name.
  std::string file_name;
  // For Java, else empty.
  std::string main_class;
};

// Reads a source file. Errors, each on one line with the fix: NOT_FOUND, PERMISSION_DENIED, and
// INVALID_ARGUMENT for what is no regular file, is empty, holds a NUL byte or is larger than
// kMaxSourceBytes. Never waits, whatever `path` is.
absl::StatusOr<Source> ReadSource(const std::string& path);

// Names for `contents` after the rule of `language`, never after the user's file name.
SourceNames NameSource(const ::judge::v1::Language& language, absl::string_view contents);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_SOURCE_H_
