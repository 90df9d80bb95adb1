#include "judge/verify/validation_data_check.h"

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/evaluate/validation.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/validation_data.h"
#include "judge/validate/default_validator.h"
#include "judge/validate/validator_flags.h"
#include "judge/verify/input_run.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;

constexpr size_t kBlockBytes = 64 << 10;

// What the package validates with.
struct Validators {
  std::vector<InputValidator> inputs;
  // Some input validator cannot be run.
  bool some_missing = false;
  JudgePrograms outputs;
};

absl::StatusOr<Validators> Prepare(const JudgeContext& context, const Problem& problem) {
  Validators validators;
  for (const PackageProgram& program : problem.input_validators) {
    absl::StatusOr<InputValidator> prepared =
        IsChecktestdataOrViva(program) ? absl::UnimplementedError(program.name)
                                       : InputValidator::Prepare(context, problem, program);
    if (IsProblemFault(prepared.status()) || absl::IsUnimplemented(prepared.status())) {
      // The check of the inputs has said why.
      validators.some_missing = true;
      continue;
    }
    if (!prepared.ok()) return prepared.status();
    validators.inputs.push_back(*std::move(prepared));
  }
  ASSAY_ASSIGN_OR_RETURN(validators.outputs, CompileJudgePrograms(context, problem));
  return validators;
}

// Whether the output is accepted, and what the validator said.
struct OutputVerdict {
  bool accepted = false;
  std::string message;
};

absl::StatusOr<OutputVerdict> ValidateByDefault(const Problem& problem,
                                                const ValidationCase& each) {
  ASSAY_ASSIGN_OR_RETURN(const ValidatorFlags flags, ParseValidatorFlags(each.test.validator_args));
  ASSAY_ASSIGN_OR_RETURN(UniqueFd answer, OpenTestFile(problem, *each.test.answer_path));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd output, OpenTestFile(problem, each.output_path));
  DefaultValidator validator(flags, std::move(answer), *each.test.answer_path);
  const auto block = std::make_unique_for_overwrite<char[]>(kBlockBytes);
  while (true) {
    const ssize_t count = read(output.get(), block.get(), kBlockBytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", each.output_path));
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
                                             const Validators& validators,
                                             const ValidationCase& each, int cpu) {
  if (problem.output_validator.is_default()) return ValidateByDefault(problem, each);
  OutputVerdict verdict = {.accepted = true, .message = ""};
  for (const auto& executable : validators.outputs.validators) {
    ValidatorCall call;
    ASSAY_ASSIGN_OR_RETURN(call.input, OpenTestFile(problem, each.test.input_path));
    ASSAY_ASSIGN_OR_RETURN(call.output, OpenTestFile(problem, each.output_path));
    ASSAY_ASSIGN_OR_RETURN(call.answer, OpenTestFile(problem, *each.test.answer_path));
    call.args = each.test.validator_args;
    call.cpu = cpu;
    ASSAY_ASSIGN_OR_RETURN(const ValidatorEnd end,
                           RunValidator(context, problem, *executable, std::move(call)));
    if (end.validation.verdict != ::judge::v1::VERDICT_WRONG_ANSWER) continue;
    return OutputVerdict{.accepted = false, .message = FirstLine(end.validation.message)};
  }
  return verdict;
}

// Each gives what is wrong with a case; empty where nothing is.
absl::StatusOr<std::string> CheckInvalidInput(const JudgeContext& context, const Problem& problem,
                                              const Validators& validators,
                                              const ValidationCase& each, int cpu) {
  for (const InputValidator& validator : validators.inputs) {
    ASSAY_ASSIGN_OR_RETURN(const InputVerdict verdict,
                           validator.Run(context, problem, each.test, cpu));
    if (verdict.stopped) return verdict.why;
    if (!verdict.accepted) return std::string();
  }
  return absl::StrCat(each.test.input_path, " is accepted",
                      validators.some_missing ? " by the input validators that could be run"
                                              : " by every input validator");
}

absl::StatusOr<std::string> CheckOutput(const JudgeContext& context, const Problem& problem,
                                        const Validators& validators, const ValidationCase& each,
                                        bool is_valid, int cpu) {
  for (const InputValidator& validator : validators.inputs) {
    ASSAY_ASSIGN_OR_RETURN(InputVerdict verdict, validator.Run(context, problem, each.test, cpu));
    if (!verdict.accepted) return std::move(verdict.why);
  }
  ASSAY_ASSIGN_OR_RETURN(const OutputVerdict verdict,
                         ValidateOutput(context, problem, validators, each, cpu));
  if (verdict.accepted == is_valid) return std::string();
  return absl::StrCat(each.output_path, is_valid ? " is not accepted" : " is accepted",
                      verdict.message.empty() ? "" : ": ", verdict.message);
}

absl::StatusOr<CheckReport> CheckKind(const JudgeContext& context, const Problem& problem,
                                      const Validators& validators, ValidationKind kind,
                                      const std::vector<ValidationCase>& cases, int jobs,
                                      const CheckProgress& progress) {
  const bool is_input = kind == ValidationKind::kInvalidInput;
  std::vector<TestCase> tests;
  tests.reserve(cases.size());
  for (const ValidationCase& each : cases) tests.push_back(each.test);
  const TestsCheck check = {
      .name = absl::StrCat("data/", FolderOf(kind)),
      .counted = is_input ? "inputs" : "outputs",
      .run =
          [&](int index, int cpu) {
            const ValidationCase& each = cases[index];
            return is_input ? CheckInvalidInput(context, problem, validators, each, cpu)
                            : CheckOutput(context, problem, validators, each,
                                          kind == ValidationKind::kValidOutput, cpu);
          },
      // What a validator that is missing would say, nobody knows.
      .is_fault = [&](int) { return !(is_input && validators.some_missing); }};
  return RunTestsCheck(context, tests, jobs, progress, check);
}

bool IsVersion202509(const Problem& problem) {
  return !problem.groups.empty() &&
         std::holds_alternative<Aggregation>(problem.groups.front().grading);
}

}  // namespace

absl::StatusOr<std::vector<CheckReport>> CheckValidationData(const JudgeContext& context,
                                                             const Problem& problem, int jobs,
                                                             const CheckProgress& progress) {
  std::vector<CheckReport> reports;
  if (!IsVersion202509(problem)) return reports;
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(problem.root));
  std::optional<Validators> validators;
  for (const ValidationKind kind : {ValidationKind::kInvalidInput, ValidationKind::kInvalidOutput,
                                    ValidationKind::kValidOutput}) {
    const std::string name = absl::StrCat("data/", FolderOf(kind));
    const absl::StatusOr<std::vector<ValidationCase>> cases =
        ReadValidationData(folder, problem, kind);
    if (IsProblemFault(cases.status())) {
      reports.push_back(
          MakeCheckReport(name, ::judge::v1::CHECK_RESULT_FAULT, cases.status().message()));
      continue;
    }
    if (!cases.ok()) return cases.status();
    if (cases->empty()) continue;
    if (kind != ValidationKind::kInvalidInput &&
        (problem.kind.interactive || problem.kind.multi_pass)) {
      reports.push_back(MakeCheckReport(
          name, ::judge::v1::CHECK_RESULT_WARNING,
          "was not run: no output of an interactive or multi-pass problem stands by itself"));
      continue;
    }
    if (!validators.has_value()) {
      ASSAY_ASSIGN_OR_RETURN(validators, Prepare(context, problem));
    }
    ASSAY_ASSIGN_OR_RETURN(CheckReport report,
                           CheckKind(context, problem, *validators, kind, *cases, jobs, progress));
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace assay::judge
