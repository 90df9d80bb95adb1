#include "judge/verify/answer_check.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/evaluate/validation.h"
#include "judge/problem/package_version.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/shown_files.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;

// Why the validator does not take the answer as an output; empty when it does.
absl::StatusOr<std::string> ValidateAnswer(const JudgeContext& context, const Problem& problem,
                                           const TestCase& test,
                                           const PackageExecutable& executable, int cpu) {
  if (!test.answer_path.has_value()) return std::string();
  ValidatorCall call;
  ASSAY_ASSIGN_OR_RETURN(call.input, OpenTestFile(problem, test.input_path));
  ASSAY_ASSIGN_OR_RETURN(call.output, OpenTestFile(problem, *test.answer_path));
  ASSAY_ASSIGN_OR_RETURN(call.answer, OpenTestFile(problem, *test.answer_path));
  call.args = test.validator_args;
  call.cpu = cpu;
  ASSAY_ASSIGN_OR_RETURN(const ValidatorEnd end,
                         RunValidator(context, problem, executable, std::move(call)));
  if (end.validation.verdict != ::judge::v1::VERDICT_WRONG_ANSWER) return std::string();
  const std::string said = FirstLine(end.validation.message);
  return absl::StrCat(*test.answer_path, " is not accepted as an output", said.empty() ? "" : ": ",
                      said);
}

// The tests that show something else than their answer.
absl::StatusOr<std::set<std::string>> TestsWithHiddenAnswers(const Problem& problem) {
  std::set<std::string> names;
  if (!IsVersion202509(problem)) return names;
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(problem.root));
  const absl::StatusOr<ShownFiles> files = ReadShownFiles(folder, problem);
  // The check of what is shown says what is wrong.
  if (IsProblemFault(files.status())) return names;
  if (!files.ok()) return files.status();
  for (const int index : files->hidden_answers) names.insert(problem.tests[index].name);
  return names;
}

absl::StatusOr<CheckReport> CheckAnswersBy(const JudgeContext& context, const Problem& problem,
                                           const PackageProgram& validator,
                                           const std::set<std::string>& hidden, int jobs,
                                           const CheckProgress& progress) {
  const bool is_icpc = problem.output_validator.protocol == ValidatorProtocol::kIcpc;
  const ProgramCheck check = {.name = absl::StrCat("answers by ", validator.name),
                              .counted = "answers",
                              .run = [&](const PackageExecutable& executable, const TestCase& test,
                                         int cpu) -> absl::StatusOr<std::string> {
                                if (hidden.count(test.name) != 0) return std::string();
                                return ValidateAnswer(context, problem, test, executable, cpu);
                              },
                              .is_fault =
                                  [is_icpc](const TestCase& test) {
                                    return !is_icpc || absl::StartsWith(test.name, "sample/");
                                  }};
  return RunProgramCheck(context, problem, validator, jobs, progress, check);
}

}  // namespace

absl::StatusOr<std::vector<CheckReport>> CheckAnswers(const JudgeContext& context,
                                                      const Problem& problem, int jobs,
                                                      const CheckProgress& progress) {
  std::vector<CheckReport> reports;
  if (problem.kind.interactive || problem.kind.multi_pass) return reports;
  if (problem.output_validator.is_default()) return reports;
  ASSAY_ASSIGN_OR_RETURN(const std::set<std::string> hidden, TestsWithHiddenAnswers(problem));
  for (const PackageProgram& validator : problem.output_validator.programs) {
    ASSAY_ASSIGN_OR_RETURN(CheckReport report,
                           CheckAnswersBy(context, problem, validator, hidden, jobs, progress));
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace assay::judge
