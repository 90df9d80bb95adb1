#ifndef ASSAY_JUDGE_PROBLEM_PROBLEM_YAML_H_
#define ASSAY_JUDGE_PROBLEM_PROBLEM_YAML_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// What a problem.yaml says.
struct ProblemSettings {
  // In English, or else in the first language given. Empty when absent.
  std::string name;
  // The defaults where nothing is said.
  ProblemLimits limits;
  bool has_time_limit = false;
  // Words for ParseValidatorFlags(), which they pass.
  std::vector<std::string> validator_flags;
};

// Reads a problem.yaml of the ICPC problem package format, legacy or 2025-09
// (https://icpc.io/problem-package-format/). `file` is for messages.
//
//   name                     text, or a map from language to text
//   type                     pass-fail
//   validation               default
//   validator_flags          words for the default validator, as text or a list
//   limits.time_limit        seconds, such as 1.5
//   limits.memory            MiB, from 2
//   limits.output            MiB
//   limits.code              KiB
//   limits.compilation_time  seconds
//   limits.compilation_memory  MiB, from 2
//
// Metadata (author, license, ...), what serves to find a time limit (time_multiplier, ...) and the
// limits of custom validators (validation_time, ...) have no bearing on judging with the default
// validator and are passed over.
//
// UNIMPLEMENTED, naming the key, for what changes judging and is not supported: custom validation,
// other types, restricted languages, constants. The problem's fault, as "FILE:LINE: reason": what
// is malformed, out of range or an unknown key.
absl::StatusOr<ProblemSettings> ParseProblemYaml(absl::string_view text, absl::string_view file);

// Reads the settings of the group of all tests (data/testdata.yaml, or data/test_group.yaml in
// 2025-09) and returns its additional words for the default validator: `output_validator_flags` or
// `output_validator_args`. Settings of input validators and explanations are passed over. Errors as
// above.
absl::StatusOr<std::vector<std::string>> ParseGroupYaml(absl::string_view text,
                                                        absl::string_view file);

// Reads a time limit in seconds, as in limits.time_limit or a .timelimit file: 0.001 to 3600.
// INVALID_ARGUMENT otherwise.
absl::StatusOr<absl::Duration> ParseSeconds(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROBLEM_YAML_H_
