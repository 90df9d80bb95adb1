#include "judge/problem/program_files.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/test_name.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

std::string BaseName(const std::string& relative) {
  const size_t slash = relative.rfind('/');
  return slash == std::string::npos ? relative : relative.substr(slash + 1);
}

}  // namespace

absl::StatusOr<std::string> ReadProblemText(const ProblemFolder& folder,
                                            const std::string& relative, int64_t limit_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, folder.OpenFile(relative));
  absl::StatusOr<std::string> text = ReadDescriptor(fd.get(), limit_bytes, folder.PathOf(relative));
  if (absl::IsResourceExhausted(text.status())) return ProblemFault(text.status().message());
  return text;
}

absl::StatusOr<PackageProgram> FindProgram(const ProblemFolder& folder,
                                           const std::string& relative) {
  PackageProgram program = {.name = BaseName(relative), .path = folder.PathOf(relative)};
  const absl::Status file = folder.CheckFile(relative);
  if (file.ok()) return program;
  const auto entries = folder.List(relative);
  // What is neither is best said as what is not a file.
  if (!entries.ok()) return file;
  if (entries->empty()) {
    return ProblemFault(absl::StrCat(program.path, " is a program without files"));
  }
  program.is_folder = true;
  return program;
}

absl::StatusOr<std::vector<PackageProgram>> ListPrograms(const ProblemFolder& folder,
                                                         const std::string& relative) {
  std::vector<PackageProgram> programs;
  if (!folder.Has(relative)) return programs;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder.List(relative));
  for (const ProblemFolder::Entry& entry : entries) {
    if (!IsPlainText(entry.name)) {
      return ProblemFault(absl::StrCat("the name ", Quote(entry.name), " in ",
                                       folder.PathOf(relative),
                                       " must be UTF-8 without control or invisible characters"));
    }
    ASSAY_ASSIGN_OR_RETURN(PackageProgram program,
                           FindProgram(folder, absl::StrCat(relative, "/", entry.name)));
    programs.push_back(std::move(program));
  }
  return programs;
}

}  // namespace assay::judge
