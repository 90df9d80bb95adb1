#include "judge/verify/output_run.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/evaluate/validation.h"
#include "judge/problem/problem_folder.h"
#include "judge/validate/default_validator.h"
#include "judge/validate/validator_flags.h"
#include "judge/verify/program_check.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kBlockBytes = 64 << 10;

}  // namespace

absl::StatusOr<OutputVerdict> ValidateByDefault(const Problem& problem, const TestCase& test,
                                                const std::string& output_path) {
  ASSAY_ASSIGN_OR_RETURN(const ValidatorFlags flags, ParseValidatorFlags(test.validator_args));
  ASSAY_ASSIGN_OR_RETURN(UniqueFd answer, OpenTestFile(problem, *test.answer_path));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd output, OpenTestFile(problem, output_path));
  DefaultValidator validator(flags, std::move(answer), *test.answer_path);
  const auto block = std::make_unique_for_overwrite<char[]>(kBlockBytes);
  while (true) {
    const ssize_t count = read(output.get(), block.get(), kBlockBytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", output_path));
    if (count == 0) break;
    validator.Feed(absl::string_view(block.get(), static_cast<size_t>(count)));
  }
  ASSAY_ASSIGN_OR_RETURN(const ValidationResult result, validator.Finish());
  if (result.accepted) return OutputVerdict{.accepted = true, .message = ""};
  return OutputVerdict{
      .accepted = false,
      .message = absl::StrCat("line ", result.difference->line, ": ", result.difference->reason)};
}

absl::StatusOr<OutputVerdict> ValidateOutput(const JudgeContext& context, const Problem& problem,
                                             const JudgePrograms& programs, const TestCase& test,
                                             const std::string& output_path, int cpu) {
  if (problem.output_validator.is_default()) return ValidateByDefault(problem, test, output_path);
  for (const auto& executable : programs.validators) {
    ValidatorCall call;
    ASSAY_ASSIGN_OR_RETURN(call.input, OpenTestFile(problem, test.input_path));
    ASSAY_ASSIGN_OR_RETURN(call.output, OpenTestFile(problem, output_path));
    ASSAY_ASSIGN_OR_RETURN(call.answer, OpenTestFile(problem, *test.answer_path));
    call.args = test.validator_args;
    call.cpu = cpu;
    ASSAY_ASSIGN_OR_RETURN(const ValidatorEnd end,
                           RunValidator(context, problem, *executable, std::move(call)));
    if (end.validation.verdict != ::judge::v1::VERDICT_WRONG_ANSWER) continue;
    return OutputVerdict{.accepted = false, .message = FirstLine(end.validation.message)};
  }
  return OutputVerdict{.accepted = true, .message = ""};
}

}  // namespace assay::judge
