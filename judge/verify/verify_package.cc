#include "judge/verify/verify_package.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/problem/check_supported.h"
#include "judge/problem/package_reader.h"
#include "judge/problem/problem_folder.h"
#include "judge/verify/answer_check.h"
#include "judge/verify/input_check.h"
#include "judge/verify/package_layout.h"
#include "judge/verify/program_check.h"
#include "judge/verify/sample_check.h"
#include "judge/verify/submission_report.h"
#include "judge/verify/validation_data_check.h"
#include "judge/verify/verify_submissions.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;
using ::judge::v1::PackageReport;
using Check = absl::StatusOr<std::vector<CheckReport>> (*)(const JudgeContext&, const Problem&, int,
                                                           const CheckProgress&);

// Whose fault a status is, in a report's words.
::judge::v1::CheckResult ResultOf(const absl::Status& status) {
  if (status.ok()) return ::judge::v1::CHECK_RESULT_PASSED;
  return IsProblemFault(status) ? ::judge::v1::CHECK_RESULT_FAULT : ::judge::v1::CHECK_RESULT_ERROR;
}

void AddCheck(PackageReport& report, absl::string_view name, const absl::Status& status) {
  *report.add_checks() = MakeCheckReport(name, ResultOf(status), status.message());
}

void AddLayout(const Problem& problem, const std::string& path, PackageReport& report) {
  const absl::StatusOr<ProblemFolder> folder = ProblemFolder::Open(path);
  if (!folder.ok()) return AddCheck(report, "layout", folder.status());
  const std::vector<std::string> warnings = LayoutWarnings(problem, *folder);
  if (warnings.empty()) {
    *report.add_checks() = MakeCheckReport(
        "layout", ::judge::v1::CHECK_RESULT_PASSED,
        absl::StrCat(problem.tests.size(), " tests, ", problem.submissions.size(), " submissions"));
  }
  for (const std::string& warning : warnings) {
    *report.add_checks() = MakeCheckReport("layout", ::judge::v1::CHECK_RESULT_WARNING, warning);
  }
}

// Whether there is anything to judge with.
absl::StatusOr<bool> AddPrograms(const JudgeContext& context, const Problem& problem,
                                 PackageReport& report) {
  const absl::Status status = CompileJudgePrograms(context, problem).status();
  if (absl::IsAborted(status)) return status;
  if (!status.ok()) AddCheck(report, "programs", status);
  return status.ok();
}

absl::Status AddChecks(const JudgeContext& context, const Problem& problem,
                       const VerifyOptions& options, const std::string& name, Check check,
                       PackageReport& report) {
  absl::StatusOr<std::vector<CheckReport>> checks =
      check(context, problem, options.jobs, options.on_progress);
  if (absl::IsAborted(checks.status())) return checks.status();
  if (!checks.ok()) {
    AddCheck(report, name, checks.status());
    return absl::OkStatus();
  }
  for (CheckReport& each : *checks) *report.add_checks() = std::move(each);
  return absl::OkStatus();
}

absl::Status Verify(const JudgeContext& context, const std::string& path,
                    const VerifyOptions& options, PackageReport& report) {
  const absl::StatusOr<Problem> problem = ReadProblem(path);
  if (!problem.ok()) {
    AddCheck(report, "layout", problem.status());
    return absl::OkStatus();
  }
  report.set_name(MakePrintableLine(problem->name));
  report.set_test_count(static_cast<int>(problem->tests.size()));
  AddLayout(*problem, path, report);
  ASSAY_RETURN_IF_ERROR(
      AddChecks(context, *problem, options, "input validators", &CheckInputs, report));
  if (const absl::Status supported = CheckSupported(*problem); !supported.ok()) {
    AddCheck(report, "judging", supported);
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const bool judgeable, AddPrograms(context, *problem, report));
  if (!judgeable) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(AddChecks(context, *problem, options, "answers", &CheckAnswers, report));
  ASSAY_RETURN_IF_ERROR(
      AddChecks(context, *problem, options, "shown outputs", &CheckSamples, report));
  ASSAY_RETURN_IF_ERROR(
      AddChecks(context, *problem, options, "validation data", &CheckValidationData, report));
  if (!options.submissions) return absl::OkStatus();
  return VerifySubmissions(context, *problem, options, report);
}

}  // namespace

absl::StatusOr<PackageReport> VerifyPackage(const JudgeContext& context, const std::string& path,
                                            const VerifyOptions& options) {
  PackageReport report;
  report.set_path(MakePrintableLine(path));
  ASSAY_RETURN_IF_ERROR(Verify(context, path, options, report));
  report.set_result(WorstResult(report));
  return report;
}

}  // namespace assay::judge
