#include "judge/problem/test_settings.h"

#include "absl/strings/str_cat.h"
#include "judge/problem/program_files.h"
#include "judge/problem/yaml.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<TestSettings> TakeTestSettings(const ProblemFolder& folder, const std::string& base,
                                              const Problem& problem, const TestSettings& group,
                                              TestCase* test) {
  TestSettings own;
  const std::string file = absl::StrCat(base, ".yaml");
  if (folder.Has(file)) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadProblemText(folder, file, kMaxYamlBytes));
    ASSAY_ASSIGN_OR_RETURN(
        own, ParseTestYaml(text, folder.PathOf(file), problem.output_validator.is_default()));
  }
  test->args = own.args.value_or(group.args.value_or(test->args));
  test->validator_args =
      own.validator_args.value_or(group.validator_args.value_or(test->validator_args));
  test->input_validator_args = own.input_validator_args.value_or(
      group.input_validator_args.value_or(test->input_validator_args));
  return own;
}

}  // namespace assay::judge
