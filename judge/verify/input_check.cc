#include "judge/verify/input_check.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/problem/problem_fault.h"
#include "judge/verify/input_run.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;

absl::StatusOr<CheckReport> CheckInputsBy(const JudgeContext& context, const Problem& problem,
                                          const PackageProgram& validator, int jobs,
                                          const CheckProgress& progress) {
  const std::string name = absl::StrCat("input validator ", validator.name);
  if (IsChecktestdataOrViva(validator)) {
    return MakeCheckReport(name, ::judge::v1::CHECK_RESULT_WARNING,
                           "was not run: there is no interpreter of Checktestdata and VIVA in "
                           "Debian; add a program that checks the same");
  }
  const absl::StatusOr<InputValidator> prepared =
      InputValidator::Prepare(context, problem, validator);
  if (std::optional<CheckReport> report = ReportUnprepared(name, prepared.status())) {
    return *std::move(report);
  }
  if (!prepared.ok()) return prepared.status();
  const TestsCheck check = {.name = name,
                            .counted = "inputs",
                            .run = [&](int index, int cpu) -> absl::StatusOr<std::string> {
                              ASSAY_ASSIGN_OR_RETURN(
                                  InputVerdict verdict,
                                  prepared->Run(context, problem, problem.tests[index], cpu));
                              return std::move(verdict.why);
                            },
                            .is_fault = [](int) { return true; }};
  return RunTestsCheck(context.sandbox.cpus(), problem.tests, jobs, progress, check);
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
