#include "judge/language/source.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/language/java_names.h"
#include "judge/language/plain_name.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxDisplayNameBytes = 512;
constexpr size_t kMaxCompanionNameBytes = 128;

absl::Status Refuse(absl::string_view name, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("source ", name, " ", what));
}

std::string DisplayName(const std::string& path) {
  std::string name = MakePrintableLine(Truncate(path, kMaxDisplayNameBytes));
  if (path.size() > kMaxDisplayNameBytes) name += "...";
  return name;
}

absl::StatusOr<std::string> ReadSourceFile(const std::string& path, const std::string& name) {
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
  const size_t nul = contents->find('\0');
  if (nul != std::string::npos) {
    return Refuse(name, absl::StrCat("holds a NUL byte at offset ", nul,
                                     ": it is a binary file or UTF-16; submit source text in "
                                     "UTF-8"));
  }
  return contents;
}

}  // namespace

int64_t Source::size_bytes() const {
  size_t bytes = contents.size();
  for (const CompanionFile& file : companions) bytes += file.contents.size();
  return static_cast<int64_t>(bytes);
}

absl::StatusOr<Source> ReadSource(const std::vector<std::string>& paths) {
  Source source;
  source.display_name = DisplayName(paths.front());
  ASSAY_ASSIGN_OR_RETURN(source.contents, ReadSourceFile(paths.front(), source.display_name));
  if (absl::StripAsciiWhitespace(source.contents).empty()) {
    return Refuse(source.display_name, "is empty; was it saved?");
  }
  if (paths.size() > kMaxSourceFiles) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the program has ", paths.size(), " files; at most ", kMaxSourceFiles, " are judged"));
  }
  for (size_t i = 1; i < paths.size(); ++i) {
    const std::string& path = paths[i];
    CompanionFile file = {.name = path.substr(path.rfind('/') + 1), .contents = ""};
    const std::string shown = DisplayName(path);
    if (const absl::Status named = CheckCompanionName(file.name); !named.ok()) {
      return Refuse(shown, absl::StrCat("has a name that ", absl::string_view(named.message())));
    }
    ASSAY_ASSIGN_OR_RETURN(file.contents, ReadSourceFile(path, shown));
    source.companions.push_back(std::move(file));
  }
  if (source.size_bytes() > kMaxSourceBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the program's files have ", source.size_bytes(),
                                                   " bytes together; at most ", kMaxSourceBytes,
                                                   " are judged"));
  }
  return source;
}

absl::Status CheckCompanionName(absl::string_view name) {
  if (name.size() > kMaxCompanionNameBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("has ", name.size(), " bytes; at most ", kMaxCompanionNameBytes));
  }
  if (!IsPlainName(name)) {
    return absl::InvalidArgumentError(
        "is not letters, digits, '_', '-' and '.' alone, or begins with '-' or '.'");
  }
  return absl::OkStatus();
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
