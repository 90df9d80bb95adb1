#include "judge/verify/submission_report.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "judge/base/duration_proto.h"
#include "judge/base/printable.h"
#include "judge/verify/expectation_match.h"
#include "judge/verify/expected_verdict.h"
#include "judge/verify/test_evidence.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckResult;
using ::judge::v1::Judgement;
using ::judge::v1::SubmissionReport;
using ::judge::v1::TestResult;

void AddUsage(const Judgement& judgement, SubmissionReport& report) {
  absl::Duration slowest = -absl::InfiniteDuration();
  for (const TestResult& result : judgement.test_results()) {
    const std::string name = ::judge::v1::Verdict_Name(result.verdict());
    ++(*report.mutable_test_counts())[std::string(absl::StripPrefix(name, "VERDICT_"))];
    if (!result.has_usage()) continue;
    report.set_peak_memory_bytes(
        std::max(report.peak_memory_bytes(), result.usage().peak_memory_bytes()));
    const absl::Duration time = CpuTimeOf(result);
    if (time <= slowest) continue;
    slowest = time;
    report.set_slowest_test(result.name());
    *report.mutable_slowest_cpu_time() = ToDurationProto(time);
  }
  *report.mutable_cpu_time_limit() = judgement.limits().cpu_time();
  report.set_memory_limit_bytes(judgement.limits().memory_bytes());
}

SubmissionReport Begin(const PackageSubmission& submission) {
  SubmissionReport report;
  report.set_name(MakePrintableLine(submission.name));
  report.set_expected(absl::StrJoin(submission.expectations, "; ",
                                    [](std::string* text, const Expectation& expectation) {
                                      text->append(DescribeExpectation(expectation));
                                    }));
  return report;
}

}  // namespace

SubmissionReport MakeSubmissionReport(const Problem& problem, const PackageSubmission& submission,
                                      const Judgement& judgement) {
  SubmissionReport report = Begin(submission);
  report.set_language(judgement.language());
  report.set_verdict(judgement.verdict());
  if (judgement.has_score()) report.set_score(judgement.score());
  AddUsage(judgement, report);
  report.set_result(::judge::v1::CHECK_RESULT_PASSED);
  if (judgement.verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) {
    report.set_result(::judge::v1::CHECK_RESULT_FAULT);
    report.set_message(judgement.message());
  }
  for (const Discrepancy& found : FindDiscrepancies(problem, submission.expectations, judgement)) {
    report.set_result(::judge::v1::CHECK_RESULT_DISCREPANCY);
    auto* discrepancy = report.add_discrepancies();
    discrepancy->set_expectation(found.expectation);
    discrepancy->set_test(found.test);
    discrepancy->set_found(found.found);
    discrepancy->set_evidence(found.evidence);
  }
  return report;
}

SubmissionReport MakeUnjudgedReport(const PackageSubmission& submission, CheckResult result,
                                    absl::string_view message) {
  SubmissionReport report = Begin(submission);
  report.set_result(result);
  report.set_message(MakePrintableLine(message));
  return report;
}

CheckResult WorstResult(const ::judge::v1::PackageReport& report) {
  CheckResult worst = std::max(report.result(), ::judge::v1::CHECK_RESULT_PASSED);
  for (const auto& check : report.checks()) worst = std::max(worst, check.result());
  for (const auto& submission : report.submissions()) worst = std::max(worst, submission.result());
  return std::max(worst, report.time_limit().result());
}

}  // namespace assay::judge
