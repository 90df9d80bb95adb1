#include "judge/verify/sample_check.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/problem/package_version.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/shown_files.h"
#include "judge/verify/output_run.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;

constexpr char kName[] = "shown outputs";

}  // namespace

absl::StatusOr<std::vector<CheckReport>> CheckSamples(const JudgeContext& context,
                                                      const Problem& problem, int jobs,
                                                      const CheckProgress& progress) {
  std::vector<CheckReport> reports;
  if (!IsVersion202509(problem)) return reports;
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(problem.root));
  const absl::StatusOr<ShownFiles> files = ReadShownFiles(folder, problem);
  if (IsProblemFault(files.status())) {
    reports.push_back(
        MakeCheckReport(kName, ::judge::v1::CHECK_RESULT_FAULT, files.status().message()));
    return reports;
  }
  if (!files.ok()) return files.status();
  if (files->outputs.empty() || problem.kind.interactive || problem.kind.multi_pass) return reports;
  ASSAY_ASSIGN_OR_RETURN(const JudgePrograms programs, CompileJudgePrograms(context, problem));
  std::vector<TestCase> tests;
  tests.reserve(files->outputs.size());
  for (const ShownFiles::Output& output : files->outputs) {
    tests.push_back(problem.tests[output.test]);
  }
  const TestsCheck check = {
      .name = kName,
      .counted = "outputs",
      .run = [&](int index, int cpu) -> absl::StatusOr<std::string> {
        const std::string& path = files->outputs[index].path;
        ASSAY_ASSIGN_OR_RETURN(const OutputVerdict verdict,
                               ValidateOutput(context, problem, programs, tests[index], path, cpu));
        if (verdict.accepted) return std::string();
        return absl::StrCat(path, " is shown as an output and not accepted",
                            verdict.message.empty() ? "" : ": ", verdict.message);
      },
      .is_fault = [&](int index) { return absl::StartsWith(tests[index].name, "sample/"); }};
  ASSAY_ASSIGN_OR_RETURN(CheckReport report,
                         RunTestsCheck(context.sandbox.cpus(), tests, jobs, progress, check));
  reports.push_back(std::move(report));
  return reports;
}

}  // namespace assay::judge
