#ifndef ASSAY_JUDGE_PROBLEM_PROBLEM_YAML_H_
#define ASSAY_JUDGE_PROBLEM_PROBLEM_YAML_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// The versions of the ICPC package format (https://icpc.io/problem-package-format/).
// `2023-07-draft` is the name that 2025-09 had before.
enum class IcpcVersion { kLegacy, kLegacyIcpc, k202509 };

// What a problem.yaml says.
struct ProblemSettings {
  IcpcVersion version = IcpcVersion::kLegacy;
  // In English, or else in the first language given. Empty when absent.
  std::string name;
  ProblemKind kind;
  // The defaults where nothing is said.
  ProblemLimits limits;
  bool has_time_limit = false;
  TimeLimitRule time_limit_rule;
  // Legacy's `validation: custom`. 2025-09 tells by the folder output_validator/.
  bool custom_validation = false;
  // Legacy's. With the default validator ParseValidatorFlags() passes them.
  std::vector<std::string> validator_flags;
  // Empty: all.
  std::vector<std::string> languages;
  std::map<std::string, std::string> constants;
  // What no member says: see Problem::beyond.
  std::vector<std::string> beyond;
};

// Reads a problem.yaml of the ICPC problem package format. `file` is for messages.
//
// The version is that of `problem_format_version`; without it, legacy. In legacy and legacy-icpc
// the keys of 2025-09 are good too, as some tools write both; in 2025-09 only its own are, and
// `name` and `uuid` must be there. Metadata (author, license, ...) is passed over, and so is
// `allow_file_writing`: the jail gives that right to all.
//
// The problem's fault, as "FILE:LINE: reason": what is malformed, out of range or an unknown key,
// types that exclude each other.
absl::StatusOr<ProblemSettings> ParseProblemYaml(absl::string_view text, absl::string_view file);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROBLEM_YAML_H_
