#ifndef ASSAY_JUDGE_LANGUAGE_SOURCE_H_
#define ASSAY_JUDGE_LANGUAGE_SOURCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// Of all files of a submission together.
inline constexpr int64_t kMaxSourceBytes = int64_t{1} << 20;
inline constexpr int kMaxSourceFiles = 64;

// A file beside the main one, such as a header or a module.
struct CompanionFile {
  // CheckCompanionName() takes it: it is the file's name in the jail. A package's own programs may
  // have such names behind each other, with slashes between: a path below the main file's folder.
  std::string name;
  std::string contents;
  bool executable = false;
};

// A submitted program.
struct Source {
  // What the user calls the main file, with control characters made visible. For messages only: it
  // never reaches a command line or a file system.
  std::string display_name;
  // Of the main file.
  std::string contents;
  std::vector<CompanionFile> companions = {};

  int64_t size_bytes() const;
};

// How a source is called in the jail, and what its run needs to know.
struct SourceNames {
  // A plain file name.
  std::string file_name;
  // For Java, else empty.
  std::string main_class;
};

// Reads a program: its main file first. Errors, each on one line with the fix: NOT_FOUND,
// PERMISSION_DENIED, and INVALID_ARGUMENT for what is no regular file, an empty main file, a NUL
// byte, more than kMaxSourceBytes or kMaxSourceFiles, and a companion whose name is no good. Never
// waits, whatever the paths are.
absl::StatusOr<Source> ReadSource(const std::vector<std::string>& paths);

// INVALID_ARGUMENT, with what is wrong alone, unless `name` is up to 128 letters, digits, '_', '-'
// and '.', and begins with neither '-' nor '.'.
absl::Status CheckCompanionName(absl::string_view name);

// Names for a main file after the rule of `language`, never after the user's file name.
SourceNames NameSource(const ::judge::v1::Language& language, absl::string_view contents);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_SOURCE_H_
