#include "judge/verify/submission_report.h"

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

::judge::v1::TestResult Judged(const char* name, ::judge::v1::Verdict verdict,
                               int64_t milliseconds) {
  ::judge::v1::TestResult result;
  result.set_name(name);
  result.set_verdict(verdict);
  if (milliseconds >= 0) {
    result.mutable_usage()->mutable_user_time()->set_nanos(
        static_cast<int32_t>(milliseconds * 1'000'000));
    result.mutable_usage()->set_peak_memory_bytes(milliseconds << 20);
  }
  return result;
}

TEST(SubmissionReportTest, HasTheSlowestTestAndWhatIsNotAsExpected) {
  const PackageSubmission submission = {
      .name = "accepted/a.cpp", .expectations = {{.permitted = {ExpectedVerdict::kAccepted}}}};
  ::judge::v1::Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
  *judgement.add_test_results() = Judged("1", ::judge::v1::VERDICT_ACCEPTED, 20);
  *judgement.add_test_results() = Judged("2", ::judge::v1::VERDICT_WRONG_ANSWER, 10);
  *judgement.add_test_results() = Judged("3", ::judge::v1::VERDICT_SKIPPED, -1);
  const auto report = MakeSubmissionReport({}, submission, judgement);
  EXPECT_EQ(report.result(), ::judge::v1::CHECK_RESULT_DISCREPANCY);
  EXPECT_EQ(report.expected(), "AC");
  EXPECT_EQ(report.slowest_test(), "1");
  EXPECT_EQ(report.slowest_cpu_time().nanos(), 20'000'000);
  EXPECT_EQ(report.peak_memory_bytes(), 20 << 20);
  EXPECT_EQ(report.test_counts().at("SKIPPED"), 1);
  ASSERT_EQ(report.discrepancies_size(), 1);
  EXPECT_EQ(report.discrepancies(0).test(), "2");
}

TEST(SubmissionReportTest, ThePackageIsToBlameForJudgeErrors) {
  ::judge::v1::Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  judgement.set_message("test 1: v.py: exit code 0");
  const auto report = MakeSubmissionReport(
      {}, {.name = "a.py", .expectations = {{.permitted = {ExpectedVerdict::kAccepted}}}},
      judgement);
  EXPECT_EQ(report.result(), ::judge::v1::CHECK_RESULT_FAULT);
  EXPECT_EQ(report.discrepancies_size(), 0);
  EXPECT_EQ(report.message(), "test 1: v.py: exit code 0");
}

TEST(SubmissionReportTest, TheWorstIsThePackages) {
  ::judge::v1::PackageReport report;
  EXPECT_EQ(WorstResult(report), ::judge::v1::CHECK_RESULT_PASSED);
  report.add_checks()->set_result(::judge::v1::CHECK_RESULT_WARNING);
  EXPECT_EQ(WorstResult(report), ::judge::v1::CHECK_RESULT_WARNING);
  *report.add_submissions() =
      MakeUnjudgedReport({.name = "a"}, ::judge::v1::CHECK_RESULT_ERROR, "no\nhost");
  EXPECT_EQ(report.submissions(0).message(), "no\\x0ahost");
  report.mutable_time_limit()->set_result(::judge::v1::CHECK_RESULT_DISCREPANCY);
  EXPECT_EQ(WorstResult(report), ::judge::v1::CHECK_RESULT_ERROR);
}

}  // namespace
}  // namespace assay::judge
