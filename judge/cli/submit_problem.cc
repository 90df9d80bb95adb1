#include "judge/cli/submit_problem.h"

#include "absl/strings/string_view.h"
#include "judge/base/printable.h"
#include "judge/problem/package_reader.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/tests_directory.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// An error of the user's names the flag; the problem's fault names its file already.
absl::StatusOr<Problem> NameFlag(absl::StatusOr<Problem> problem, absl::string_view flag) {
  if (problem.ok() || IsProblemFault(problem.status())) return problem;
  return Annotate(problem.status(), flag);
}

}  // namespace

absl::StatusOr<Problem> LoadProblem(const ProblemFlags& flags) {
  if (!flags.problem.empty()) return NameFlag(ReadPackage(flags.problem), "--problem");
  Problem problem;
  if (!flags.tests.empty()) {
    ASSAY_ASSIGN_OR_RETURN(problem, NameFlag(ReadTestsDirectory(flags.tests), "--tests"));
  } else if (!flags.answer.empty()) {
    problem.name = "input";
    problem.tests = {{.name = MakePrintableLine(flags.input),
                      .input_path = flags.input,
                      .answer_path = flags.answer}};
    // The caller's mistakes are told before anything is compiled.
    ASSAY_RETURN_IF_ERROR(Annotate(OpenTestFile(problem, flags.input).status(), "--input"));
    ASSAY_RETURN_IF_ERROR(Annotate(OpenTestFile(problem, flags.answer).status(), "--answer"));
  }
  problem.limits = LimitsOfBareTests();
  return problem;
}

std::vector<std::string> TestNames(const Problem& problem) {
  std::vector<std::string> names;
  for (const TestCase& test : problem.tests) names.push_back(test.name);
  return names;
}

}  // namespace assay::judge
