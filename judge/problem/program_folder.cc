#include "judge/problem/program_folder.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/language/source.h"
#include "judge/problem/constants.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/test_name.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr int64_t kMaxProgramBytes = int64_t{8} << 20;
constexpr size_t kMaxProgramFiles = 256;
constexpr int kMaxDepth = 16;

// The path of the program below the problem's root.
absl::StatusOr<std::string> RelativePath(const Problem& problem, const std::string& path) {
  absl::string_view relative = path;
  if (!absl::ConsumePrefix(&relative, problem.root) || !absl::ConsumePrefix(&relative, "/")) {
    return absl::InternalError(absl::StrCat(path, " is not in ", problem.root));
  }
  return std::string(relative);
}

class Reader {
 public:
  Reader(const Problem& problem, const PackageProgram& program, ProblemFolder folder)
      : problem_(problem), program_(program), folder_(std::move(folder)) {}

  // Adds what is at `relative`, which is `name` in the program.
  absl::Status AddFile(const std::string& relative, const std::string& name) {
    if (files_.size() == kMaxProgramFiles) {
      return ProblemFault(absl::StrCat(program_.path, " has more than ", kMaxProgramFiles,
                                       " files; a program has no more"));
    }
    ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, folder_.OpenFile(relative));
    struct stat info;
    if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, folder_.PathOf(relative));
    absl::StatusOr<std::string> text =
        ReadDescriptor(fd.get(), left_, MakePrintableLine(folder_.PathOf(relative)));
    if (absl::IsResourceExhausted(text.status())) return ProblemFault(text.status().message());
    if (!text.ok()) return text.status();
    std::optional<std::string> contents =
        ReplaceConstants(*text, problem_.constants, static_cast<size_t>(left_));
    if (!contents.has_value()) {
      return ProblemFault(absl::StrCat(folder_.PathOf(relative),
                                       " with its constants has more than ", left_,
                                       " bytes; a program has ", kMaxProgramBytes, " at most"));
    }
    left_ -= static_cast<int64_t>(contents->size());
    files_.push_back({.name = name,
                      .contents = *std::move(contents),
                      .executable = (info.st_mode & S_IXUSR) != 0});
    return absl::OkStatus();
  }

  // Adds what is in the folder `relative`, whose files' names begin with `prefix`.
  absl::Status AddFolder(const std::string& relative, const std::string& prefix, int depth) {
    if (depth > kMaxDepth) {
      return ProblemFault(
          absl::StrCat(program_.path, " has more than ", kMaxDepth, " folders inside each other"));
    }
    ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder_.List(relative));
    for (const ProblemFolder::Entry& entry : entries) {
      if (const absl::Status status = CheckCompanionName(entry.name); !status.ok()) {
        return ProblemFault(absl::StrCat("the file name ", Quote(entry.name), " in ",
                                         folder_.PathOf(relative), ": ",
                                         absl::string_view(status.message())));
      }
      const std::string path = absl::StrCat(relative, "/", entry.name);
      const std::string name = absl::StrCat(prefix, entry.name);
      ASSAY_RETURN_IF_ERROR(entry.kind == ProblemFolder::Entry::Kind::kFolder
                                ? AddFolder(path, absl::StrCat(name, "/"), depth + 1)
                                : AddFile(path, name));
    }
    return absl::OkStatus();
  }

  std::vector<ProgramFile> Take() { return std::move(files_); }

 private:
  const Problem& problem_;
  const PackageProgram& program_;
  const ProblemFolder folder_;
  std::vector<ProgramFile> files_;
  int64_t left_ = kMaxProgramBytes;
};

}  // namespace

absl::StatusOr<std::vector<ProgramFile>> ReadProgramFiles(const Problem& problem,
                                                          const PackageProgram& program) {
  ASSAY_ASSIGN_OR_RETURN(ProblemFolder folder, ProblemFolder::Open(problem.root));
  ASSAY_ASSIGN_OR_RETURN(const std::string relative, RelativePath(problem, program.path));
  Reader reader(problem, program, std::move(folder));
  ASSAY_RETURN_IF_ERROR(program.is_folder ? reader.AddFolder(relative, "", 0)
                                          : reader.AddFile(relative, program.name));
  return reader.Take();
}

}  // namespace assay::judge
