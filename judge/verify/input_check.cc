#include "judge/verify/input_check.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/evaluate/package_run.h"
#include "judge/evaluate/program_run.h"
#include "judge/evaluate/verdict.h"
#include "judge/problem/problem_folder.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;

// "exit code 1: not one integer on a line".
std::string DescribeEnd(const PackageRunResult& result) {
  const std::string said =
      FirstLine(result.standard_error.empty() ? result.standard_output : result.standard_error);
  return absl::StrCat(DescribeOutcome(result.outcome), said.empty() ? "" : ": ", said);
}

// 2025-09's names of validators are those of files or folders, with or without the ending.
std::vector<std::string> InputValidatorArgs(const Problem& problem, const TestCase& test,
                                            const std::string& validator) {
  std::vector<std::string> args;
  if (problem.input_validator_protocol == ValidatorProtocol::kTestlib) {
    args = {"--testset", "tests"};
    const size_t slash = test.name.rfind('/');
    if (slash != std::string::npos) {
      args.insert(args.end(), {"--group", test.name.substr(0, slash)});
    }
    return args;
  }
  for (const std::string& key :
       {std::string(), validator, validator.substr(0, validator.rfind('.'))}) {
    const auto found = test.input_validator_args.find(key);
    if (found != test.input_validator_args.end()) args = found->second;
  }
  args.insert(args.end(), test.args.begin(), test.args.end());
  return args;
}

// Its working directory has the test's files.
absl::StatusOr<PackageRun> PlanInputRun(const Problem& problem, const TestCase& test,
                                        const std::string& validator, const sandbox::Limits& limits,
                                        int cpu) {
  PackageRun run;
  run.args = InputValidatorArgs(problem, test, validator);
  ASSAY_ASSIGN_OR_RETURN(run.stdin_fd, OpenTestFile(problem, test.input_path));
  if (test.files_path.has_value()) {
    ProgramRun files;
    ASSAY_RETURN_IF_ERROR(AddTestFiles(problem, test, &files));
    run.files = std::move(files.files);
  }
  run.limits = limits;
  run.cpu = cpu;
  return run;
}

// Why the validator does not take the input; empty when it does.
absl::StatusOr<std::string> ValidateInput(const JudgeContext& context, const Problem& problem,
                                          const TestCase& test, const std::string& validator,
                                          const PackageExecutable& executable, int cpu) {
  ASSAY_ASSIGN_OR_RETURN(const sandbox::Limits limits,
                         PlanValidationLimits(problem.limits, executable.language.run()));
  ASSAY_ASSIGN_OR_RETURN(PackageRun run, PlanInputRun(problem, test, validator, limits, cpu));
  ASSAY_ASSIGN_OR_RETURN(const PackageRunResult result,
                         RunPackageProgram(context, executable, std::move(run)));
  const int good = problem.input_validator_protocol == ValidatorProtocol::kTestlib ? 0 : 42;
  const auto* exited = std::get_if<sandbox::Exited>(&result.outcome);
  if (exited != nullptr && exited->exit_code == good) return std::string();
  return absl::StrCat(test.input_path, ": ", DescribeEnd(result));
}

absl::StatusOr<CheckReport> CheckInputsBy(const JudgeContext& context, const Problem& problem,
                                          const PackageProgram& validator, int jobs,
                                          const CheckProgress& progress) {
  const std::string name = absl::StrCat("input validator ", validator.name);
  if (absl::EndsWith(validator.name, ".ctd") || absl::EndsWith(validator.name, ".viva")) {
    return MakeCheckReport(name, ::judge::v1::CHECK_RESULT_WARNING,
                           "was not run: Checktestdata and VIVA are not supported");
  }
  const ProgramCheck check = {
      .name = name,
      .counted = "inputs",
      .run =
          [&](const PackageExecutable& executable, const TestCase& test, int cpu) {
            return ValidateInput(context, problem, test, validator.name, executable, cpu);
          },
      .is_fault = [](const TestCase&) { return true; }};
  return RunProgramCheck(context, problem, validator, jobs, progress, check);
}

}  // namespace

absl::StatusOr<std::vector<CheckReport>> CheckInputs(const JudgeContext& context,
                                                     const Problem& problem, int jobs,
                                                     const CheckProgress& progress) {
  std::vector<CheckReport> reports;
  for (const PackageProgram& validator : problem.input_validators) {
    ASSAY_ASSIGN_OR_RETURN(CheckReport report,
                           CheckInputsBy(context, problem, validator, jobs, progress));
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace assay::judge
