#include "judge/language/source.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/language/java_names.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxDisplayNameBytes = 512;

absl::Status Refuse(absl::string_view name, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("source ", name, " ", what));
}

}  // namespace

absl::StatusOr<Source> ReadSource(const std::string& path) {
  Source source;
  source.display_name = MakePrintableLine(Truncate(path, kMaxDisplayNameBytes));
  if (path.size() > kMaxDisplayNameBytes) source.display_name += "...";
  const std::string& name = source.display_name;
  // O_NONBLOCK: a FIFO without a writer would wait for one.
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid() && errno == ENOENT) {
    return absl::NotFoundError(absl::StrCat("source ", name, " does not exist; check the path"));
  }
  if (!fd.valid() && errno == EACCES) {
    return absl::PermissionDeniedError(
        absl::StrCat("source ", name, " is not readable; give read permission to it"));
  }
  if (!fd.valid()) return ErrnoStatus(errno, absl::StrCat("open source ", name));
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("fstat source ", name));
  if (S_ISDIR(info.st_mode)) return Refuse(name, "is a folder; name the source file in it");
  if (!S_ISREG(info.st_mode)) return Refuse(name, "is not a regular file; copy it into one");
  absl::StatusOr<std::string> contents =
      ReadDescriptor(fd.get(), kMaxSourceBytes, absl::StrCat("source ", name));
  if (contents.status().code() == absl::StatusCode::kResourceExhausted) {
    return Refuse(name, absl::StrCat("is larger than ", kMaxSourceBytes >> 20,
                                     " MiB, the most that is judged; make it smaller"));
  }
  if (!contents.ok()) return contents.status();
  if (absl::StripAsciiWhitespace(*contents).empty()) {
    return Refuse(name, "is empty; was it saved?");
  }
  const size_t nul = contents->find('\0');
  if (nul != std::string::npos) {
    return Refuse(name, absl::StrCat("holds a NUL byte at offset ", nul,
                                     ": it is a binary file or UTF-16; submit source text in "
                                     "UTF-8"));
  }
  source.contents = *std::move(contents);
  return source;
}

SourceNames NameSource(const ::judge::v1::Language& language, absl::string_view contents) {
  if (language.source_naming() != ::judge::v1::SOURCE_NAMING_JAVA_CLASS) {
    return {.file_name = language.source_name(), .main_class = ""};
  }
  JavaNames names = FindJavaNames(contents);
  return {.file_name = absl::StrCat(names.file_stem, ".java"),
          .main_class = std::move(names.main_class)};
}

}  // namespace assay::judge
