#ifndef ASSAY_JUDGE_PROBLEM_GROUP_YAML_H_
#define ASSAY_JUDGE_PROBLEM_GROUP_YAML_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/problem/test_group.h"

namespace assay::judge {

// As TestCase::input_validator_args.
using InputValidatorArgs = std::map<std::string, std::vector<std::string>>;

// What a testdata.yaml (legacy) says.
struct LegacyGroupSettings {
  LegacyGrading grading = {};
  // Besides those of problem.yaml.
  std::vector<std::string> validator_args = {};
  // The one output validator to be used. Empty: all.
  std::string validator_name = {};
  InputValidatorArgs input_validator_args = {};
};

// What a test's NAME.yaml (2025-09) says. Absent: what its group says.
struct TestSettings {
  std::optional<std::vector<std::string>> args = {};
  std::optional<std::vector<std::string>> validator_args = {};
  std::optional<InputValidatorArgs> input_validator_args = {};
  std::optional<bool> full_feedback = {};
  std::string hint = {};
  std::string description = {};
};

// What a test_group.yaml (2025-09) says.
struct GroupSettings {
  // For its tests.
  TestSettings tests = {};
  std::optional<Aggregation::Mode> mode = {};
  // Present: given, and the inner one absent when `unbounded`.
  std::optional<std::optional<int64_t>> max_score = {};
  // Names of groups, with the places of the keys, "FILE:LINE: KEY".
  std::vector<std::string> require_pass = {};
  std::string require_pass_place = {};
  std::optional<int64_t> static_validation_score = {};
  // Whether that was a number and not `pass-fail`.
  bool static_validation_scores = false;
  std::vector<std::string> static_validator_args = {};
  // The place of a key that only scoring problems have. Empty: none is given.
  std::string scoring_place = {};
};

// These read the files named above, of which `file` is for messages. The problem's fault, as
// "FILE:LINE: reason": what is malformed, out of range or an unknown key. Words for an output
// validator are checked to be ones of the default validator where `default_validator`.

absl::StatusOr<LegacyGroupSettings> ParseLegacyGroupYaml(absl::string_view text,
                                                         absl::string_view file,
                                                         bool default_validator);
absl::StatusOr<GroupSettings> ParseGroupYaml(absl::string_view text, absl::string_view file,
                                             bool default_validator);
absl::StatusOr<TestSettings> ParseTestYaml(absl::string_view text, absl::string_view file,
                                           bool default_validator);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_GROUP_YAML_H_
