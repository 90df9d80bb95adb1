#ifndef ASSAY_JUDGE_PROBLEM_DMOJ_YAML_H_
#define ASSAY_JUDGE_PROBLEM_DMOJ_YAML_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/problem/output_validator.h"

namespace assay::judge {

struct DmojTest {
  int line = 1;
  // Paths in the package. Empty: none.
  std::string input = {};
  std::string answer = {};
  double points = 1;
};

// One entry of test_cases: a test alone, or a batch.
struct DmojCase {
  bool is_batch = false;
  double points = 1;
  // Numbers of earlier batches, from 1.
  std::vector<int> dependencies = {};
  std::vector<DmojTest> tests = {};
};

// A checker or interactor in sources.
struct DmojProgram {
  std::vector<std::string> files = {};
  std::string language = {};
  ValidatorProtocol protocol = ValidatorProtocol::kExitCode;
};

// What an init.yml says.
struct DmojSettings {
  // Empty: none. The tests' files may be in it.
  std::string archive = {};
  std::vector<DmojCase> cases = {};
  // For the default validator, where there is no program.
  std::vector<std::string> validator_args = {};
  std::optional<DmojProgram> checker = {};
  std::optional<DmojProgram> interactor = {};
  std::optional<int64_t> output_bytes = {};
  std::string input_file_name = {};
  std::string output_file_name = {};
  // As Problem::beyond.
  std::vector<std::string> beyond = {};
};

// Reads an init.yml of DMOJ (https://docs.dmoj.ca, "Problem format"). `file` is for messages.
//
// Checkers: `standard` (the default), `identical`, `floats`, `floatsabs` and `floatsrel` become
// words for the default validator, which does not tell a space from a line break as `standard`
// does; `bridged` is a program. All other checkers, generators, graders in Python, signature
// graders, patterns in place of a list of tests and keys that are not known go to `beyond`.
//
// The problem's fault, as "FILE:LINE: reason": what is malformed, a batch in a batch, a batch that
// does not depend on an earlier one, more than 100,000 tests.
absl::StatusOr<DmojSettings> ParseDmojYaml(absl::string_view text, absl::string_view file);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_DMOJ_YAML_H_
