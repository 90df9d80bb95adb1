#include "judge/problem/icpc_submissions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/problem/default_expectations.h"
#include "judge/problem/glob.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/program_files.h"
#include "judge/problem/test_name.h"
#include "judge/problem/yaml.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxSubmissions = 10'000;
constexpr int64_t kTagBytes = 64 << 10;
constexpr char kYaml[] = "submissions/submissions.yaml";

bool Matches(const SubmissionRule& rule, absl::string_view name) {
  return std::any_of(rule.patterns.begin(), rule.patterns.end(),
                     [&](const std::string& pattern) { return MatchesGlob(pattern, name); });
}

// Whether a rule has taken the place of a default folder's.
bool IsReplaced(const std::vector<SubmissionRule>& rules, const std::string& folder) {
  return std::any_of(rules.begin(), rules.end(), [&](const SubmissionRule& rule) {
    return rule.patterns == std::vector<std::string>{folder} && !rule.expectations.empty();
  });
}

absl::Status AddTags(const ProblemFolder& folder, PackageSubmission& submission) {
  if (submission.program.is_folder) return absl::OkStatus();
  const std::string relative = absl::StrCat("submissions/", submission.name);
  // What is larger is data, and a source that cannot be read is no reason not to judge others.
  const absl::StatusOr<std::string> text = ReadProblemText(folder, relative, kTagBytes);
  if (IsProblemFault(text.status())) return absl::OkStatus();
  if (!text.ok()) return text.status();
  const auto tags = ParseExpectationTags(*text);
  if (!tags.ok()) {
    return ProblemFault(absl::StrCat(submission.program.path, ": ", tags.status().message()));
  }
  if (tags->has_value()) submission.expectations.push_back(**tags);
  return absl::OkStatus();
}

absl::StatusOr<PackageSubmission> MakeSubmission(const ProblemFolder& folder,
                                                 PackageProgram program,
                                                 const std::string& folder_name,
                                                 IcpcVersion version,
                                                 const std::vector<SubmissionRule>& rules) {
  PackageSubmission submission;
  submission.name = absl::StrCat(folder_name, "/", program.name);
  submission.program = std::move(program);
  if (!IsReplaced(rules, folder_name)) {
    const std::optional<Expectation> expectation = DefaultExpectation(folder_name, version);
    if (expectation.has_value()) submission.expectations.push_back(*expectation);
  }
  for (const SubmissionRule& rule : rules) {
    if (!Matches(rule, submission.name)) continue;
    submission.expectations.insert(submission.expectations.end(), rule.expectations.begin(),
                                   rule.expectations.end());
    if (!rule.language.empty()) submission.program.language = rule.language;
    if (!rule.entry_point.empty()) submission.entry_point = rule.entry_point;
  }
  ASSAY_RETURN_IF_ERROR(AddTags(folder, submission));
  return submission;
}

}  // namespace

absl::StatusOr<std::vector<PackageSubmission>> ReadIcpcSubmissions(const ProblemFolder& folder,
                                                                   IcpcVersion version) {
  std::vector<PackageSubmission> submissions;
  if (!folder.Has("submissions")) return submissions;
  std::vector<SubmissionRule> rules;
  if (version == IcpcVersion::k202509 && folder.Has(kYaml)) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadProblemText(folder, kYaml, kMaxYamlBytes));
    ASSAY_ASSIGN_OR_RETURN(rules, ParseSubmissionsYaml(text, folder.PathOf(kYaml)));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto entries, folder.List("submissions"));
  for (const ProblemFolder::Entry& entry : entries) {
    if (entry.kind != ProblemFolder::Entry::Kind::kFolder) continue;
    if (!IsPlainText(entry.name)) {
      return ProblemFault(absl::StrCat("the name ", Quote(entry.name), " in ",
                                       folder.PathOf("submissions"),
                                       " must be UTF-8 without control or invisible characters"));
    }
    ASSAY_ASSIGN_OR_RETURN(std::vector<PackageProgram> programs,
                           ListPrograms(folder, absl::StrCat("submissions/", entry.name)));
    for (PackageProgram& program : programs) {
      if (submissions.size() == kMaxSubmissions) {
        return ProblemFault(absl::StrCat(folder.PathOf("submissions"), " has more than ",
                                         kMaxSubmissions, " submissions"));
      }
      ASSAY_ASSIGN_OR_RETURN(
          PackageSubmission submission,
          MakeSubmission(folder, std::move(program), entry.name, version, rules));
      submissions.push_back(std::move(submission));
    }
  }
  return submissions;
}

}  // namespace assay::judge
