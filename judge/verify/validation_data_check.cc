#include "judge/verify/validation_data_check.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/problem/package_version.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/validation_data.h"
#include "judge/verify/input_run.h"
#include "judge/verify/output_run.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;

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
  ASSAY_ASSIGN_OR_RETURN(
      const OutputVerdict verdict,
      ValidateOutput(context, problem, validators.outputs, each.test, each.output_path, cpu));
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
  return RunTestsCheck(context.sandbox.cpus(), tests, jobs, progress, check);
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
