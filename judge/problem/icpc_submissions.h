#ifndef ASSAY_JUDGE_PROBLEM_ICPC_SUBMISSIONS_H_
#define ASSAY_JUDGE_PROBLEM_ICPC_SUBMISSIONS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/problem/package_submission.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/problem_yaml.h"

namespace assay::judge {

// Reads submissions/ of an ICPC package: each entry of its subfolders is a submission. What is to
// be expected of it says its subfolder, with the words of the format version (Assay's own further
// ones are compile_error, memory_limit_exceeded and output_limit_exceeded); in 2025-09 also
// submissions/submissions.yaml; and in all versions DOMjudge's tags in a submission of one file,
// `@EXPECTED_RESULTS@: WRONG-ANSWER, TIMELIMIT` and `@EXPECTED_SCORE@: 50`, when it has at most 64
// KiB.
//
// The problem's fault: what is malformed, a pattern that is none, an unknown word, more than 10,000
// submissions.
absl::StatusOr<std::vector<PackageSubmission>> ReadIcpcSubmissions(const ProblemFolder& folder,
                                                                   IcpcVersion version);

// One entry of a submissions.yaml.
struct SubmissionRule {
  // Without braces.
  std::vector<std::string> patterns = {};
  std::string language = {};
  std::string entry_point = {};
  std::vector<Expectation> expectations = {};
};

// Reads a submissions.yaml, of which `file` is for messages. A rule that has a default folder's
// name takes the place of its rule, and what it does not say is as there.
absl::StatusOr<std::vector<SubmissionRule>> ParseSubmissionsYaml(absl::string_view text,
                                                                 absl::string_view file);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_ICPC_SUBMISSIONS_H_
