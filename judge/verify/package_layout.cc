#include "judge/verify/package_layout.h"

#include <algorithm>
#include <set>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/verify/submission_times.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxOddFiles = 5;

using Kind = ProblemFolder::Entry::Kind;

// What the ICPC package format has in its folder, in one version or another.
bool IsKnown(const std::string& name) {
  static const auto* const kKnown =
      new std::set<std::string>{"attachments",       "data",
                                "generators",        "graders",
                                "include",           "input_format_validators",
                                "input_validators",  "input_visualizer",
                                "output_validator",  "output_validators",
                                "output_visualizer", "problem.yaml",
                                "problem_statement", "solution",
                                "statement",         "static_validator",
                                "submissions",       "domjudge-problem.ini"};
  return kKnown->count(name) != 0;
}

// Files of a test's folder by their endings; all else belongs to no test.
bool IsKnownTestFile(const std::string& name) {
  for (const char* const ending :
       {".in", ".ans", ".out", ".yaml", ".hint", ".desc", ".png", ".jpg", ".jpeg", ".svg", ".args",
        ".interaction", ".in.statement", ".ans.statement", ".in.download", ".ans.download"}) {
    if (absl::EndsWith(name, ending)) return true;
  }
  return false;
}

bool IsAccepted(const PackageSubmission& submission) {
  return std::any_of(submission.expectations.begin(), submission.expectations.end(),
                     [](const Expectation& each) {
                       return each.permitted == VerdictSet{ExpectedVerdict::kAccepted} ||
                              each.total == VerdictSet{ExpectedVerdict::kAccepted};
                     });
}

void AddOddFiles(const ProblemFolder& folder, const std::string& relative,
                 std::vector<std::string>& warnings) {
  const absl::StatusOr<std::vector<ProblemFolder::Entry>> entries = folder.List(relative);
  if (!entries.ok()) return;
  size_t count = 0;
  for (const ProblemFolder::Entry& entry : *entries) {
    if (entry.kind == Kind::kFolder || IsKnownTestFile(entry.name)) continue;
    if (++count > kMaxOddFiles) continue;
    warnings.push_back(absl::StrCat(folder.PathOf(relative), "/", MakePrintableLine(entry.name),
                                    " belongs to no test"));
  }
  if (count > kMaxOddFiles) {
    warnings.push_back(absl::StrCat(folder.PathOf(relative), " has ", count - kMaxOddFiles,
                                    " more files that belong to no test"));
  }
}

void AddIcpcWarnings(const Problem& problem, const ProblemFolder& folder,
                     std::vector<std::string>& warnings) {
  if (const auto entries = folder.List(""); entries.ok()) {
    for (const ProblemFolder::Entry& entry : *entries) {
      if (entry.kind == Kind::kFile && !absl::EndsWith(entry.name, ".yaml")) continue;
      if (IsKnown(entry.name)) continue;
      warnings.push_back(absl::StrCat(folder.PathOf(MakePrintableLine(entry.name)),
                                      " is not of the package format"));
    }
  }
  if (problem.input_validators.empty()) {
    warnings.push_back(absl::StrCat(folder.PathOf("input_validators"), " has no input validator"));
  }
  for (const char* const name : {"data/sample", "data/secret"}) {
    if (folder.Has(name)) AddOddFiles(folder, name, warnings);
  }
}

}  // namespace

std::vector<std::string> LayoutWarnings(const Problem& problem, const ProblemFolder& folder) {
  std::vector<std::string> warnings;
  const bool is_icpc = folder.Has("problem.yaml");
  if (is_icpc) AddIcpcWarnings(problem, folder, warnings);
  // The other formats have none.
  if (!is_icpc && !folder.Has("problem.xml")) return warnings;
  if (std::none_of(problem.submissions.begin(), problem.submissions.end(), &IsAccepted)) {
    warnings.push_back(absl::StrCat(folder.PathOf(""), " has no submission that must be accepted"));
  }
  for (const PackageSubmission& submission : problem.submissions) {
    if (!submission.expectations.empty()) continue;
    warnings.push_back(
        absl::StrCat("of ", MakePrintableLine(submission.name), " nothing is expected"));
  }
  return warnings;
}

}  // namespace assay::judge
