#include "judge/problem/package_reader.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/check_supported.h"
#include "judge/problem/dmoj_package.h"
#include "judge/problem/icpc_package.h"
#include "judge/problem/polygon_package.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/tests_directory.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

struct Format {
  const char* file;
  absl::StatusOr<Problem> (*read)(const ProblemFolder& folder);
};

constexpr Format kFormats[] = {
    {"problem.yaml", &ReadIcpcPackage},
    {"problem.xml", &ReadPolygonPackage},
    {"init.yml", &ReadDmojPackage},
};

absl::StatusOr<Problem> ReadBareFolder(const ProblemFolder& folder) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder.List(""));
  const bool has_tests = std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
    return absl::EndsWith(entry.name, ".in");
  });
  if (!has_tests) {
    return ProblemFault(absl::StrCat(folder.PathOf("problem.yaml"),
                                     " is missing, and so is all that other formats have"));
  }
  ASSAY_ASSIGN_OR_RETURN(Problem problem, ReadTestsDirectory(folder.PathOf("")));
  problem.limits = LimitsOfBareTests();
  return problem;
}

}  // namespace

absl::StatusOr<Problem> ReadProblem(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(path));
  const Format* chosen = nullptr;
  for (const Format& format : kFormats) {
    if (!folder.Has(format.file)) continue;
    if (chosen != nullptr) {
      return ProblemFault(absl::StrCat(folder.PathOf(""), " has both ", chosen->file, " and ",
                                       format.file, ", which are of different formats"));
    }
    chosen = &format;
  }
  return chosen == nullptr ? ReadBareFolder(folder) : chosen->read(folder);
}

absl::StatusOr<Problem> ReadPackage(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(Problem problem, ReadProblem(path));
  ASSAY_RETURN_IF_ERROR(CheckSupported(problem));
  return problem;
}

}  // namespace assay::judge
