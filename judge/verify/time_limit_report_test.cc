#include "judge/verify/time_limit_report.h"

#include <string>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/base/duration_proto.h"
#include "judge/problem/default_expectations.h"
#include "judge/problem/problem_fault.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;

class TimeLimitReportTest : public testing::Test {
 protected:
  TimeLimitReportTest() { problem_.limits.time = absl::Seconds(2); }

  void Accepted(absl::Duration time) {
    PackageSubmission submission;
    submission.name = "accepted/a.cpp";
    submission.expectations.push_back(*DefaultExpectation("accepted", IcpcVersion::k202509));
    ::judge::v1::Judgement judgement;
    auto* result = judgement.add_test_results();
    result->set_name("secret/1");
    *result->mutable_usage()->mutable_user_time() = ToDurationProto(time);
    bounds_.AddLower(submission, judgement, 1);
  }
  void TooSlow(absl::Duration time) {
    PackageSubmission submission;
    submission.name = "time_limit_exceeded/b.cpp";
    bounds_.AddUpper(submission, {.test = "secret/2", .time = time});
  }
  ::judge::v1::TimeLimitReport Report() {
    return MakeTimeLimitReport(problem_, false, absl::OkStatus(), bounds_).value();
  }

  Problem problem_;
  TimeBounds bounds_;
};

TEST_F(TimeLimitReportTest, IsAbsentWhereNothingIsKnown) {
  EXPECT_FALSE(MakeTimeLimitReport(problem_, false, absl::OkStatus(), bounds_).has_value());
}

TEST_F(TimeLimitReportTest, TellsTheMargins) {
  Accepted(absl::Milliseconds(500));
  TooSlow(absl::Seconds(6));
  const auto report = Report();
  EXPECT_EQ(report.result(), ::judge::v1::CHECK_RESULT_PASSED);
  EXPECT_EQ(report.slowest_accepted(), "accepted/a.cpp on secret/1");
  EXPECT_EQ(report.fastest_too_slow(), "time_limit_exceeded/b.cpp on secret/2");
  EXPECT_DOUBLE_EQ(report.accepted_margin(), 4);
  EXPECT_DOUBLE_EQ(report.too_slow_margin(), 3);
}

TEST_F(TimeLimitReportTest, ASubmissionThatTakesNoTimeHasNoMargin) {
  Accepted(absl::ZeroDuration());
  EXPECT_EQ(Report().accepted_margin(), 0);
}

TEST_F(TimeLimitReportTest, ATooSmallMarginIsADiscrepancyOrAWarning) {
  Accepted(absl::Milliseconds(500));
  TooSlow(absl::Milliseconds(2100));
  problem_.time_limit_rule = TimeRule();
  EXPECT_EQ(Report().result(), ::judge::v1::CHECK_RESULT_DISCREPANCY);
  EXPECT_FALSE(Report().message().empty());
  problem_.time_limit_rule = LegacyTimeRule();
  EXPECT_EQ(Report().result(), ::judge::v1::CHECK_RESULT_WARNING);
  problem_.time_limit_rule.reset();
  EXPECT_EQ(Report().result(), ::judge::v1::CHECK_RESULT_PASSED);
}

TEST_F(TimeLimitReportTest, ALimitThatCannotBeComputedIsTheProblemsFault) {
  problem_.time_limit_rule = LegacyTimeRule();
  const auto report =
      MakeTimeLimitReport(problem_, true, ProblemFault("no accepted submission"), bounds_).value();
  EXPECT_EQ(report.result(), ::judge::v1::CHECK_RESULT_FAULT);
  EXPECT_THAT(report.message(), HasSubstr("no accepted submission"));
}

}  // namespace
}  // namespace assay::judge
