#include "judge/verify/program_check.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;
using testing::HasSubstr;

std::vector<TestCase> Tests(int count) {
  std::vector<TestCase> tests(count);
  for (int i = 0; i < count; ++i) tests[i].name = absl::StrCat("secret/", i);
  return tests;
}

// A check that all is well with.
TestsCheck Check() {
  return {.name = "answers by v.py",
          .counted = "answers",
          .run = [](int, int) { return std::string(); },
          .is_fault = [](int) { return true; }};
}

absl::StatusOr<CheckReport> RunOn(int count, const TestsCheck& check) {
  return RunTestsCheck({0, 1, 2}, Tests(count), 0, nullptr, check);
}

TEST(RunTestsCheck, CountsWhatIsWell) {
  const auto report = RunOn(12, Check());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->name(), "answers by v.py");
  EXPECT_EQ(report->result(), ::judge::v1::CHECK_RESULT_PASSED);
  EXPECT_EQ(report->message(), "12 answers");
}

TEST(RunTestsCheck, NamesTheFirstThatAreNotWellInTheirOrder) {
  TestsCheck check = Check();
  check.run = [](int index, int) {
    return index % 2 == 1 ? absl::StrCat(index, ".ans is odd") : std::string();
  };
  const auto report = RunOn(100, check);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->result(), ::judge::v1::CHECK_RESULT_FAULT);
  EXPECT_EQ(report->message(), "1.ans is odd; 3.ans is odd; 5.ans is odd; and 47 more");
}

TEST(RunTestsCheck, WhatIsOddIsAWarning) {
  TestsCheck check = Check();
  check.run = [](int index, int) { return index < 2 ? std::string("odd") : std::string(); };
  check.is_fault = [](int) { return false; };
  EXPECT_EQ(RunOn(5, check)->result(), ::judge::v1::CHECK_RESULT_WARNING);
  check.is_fault = [](int index) { return index == 1; };
  EXPECT_EQ(RunOn(5, check)->result(), ::judge::v1::CHECK_RESULT_FAULT);
}

TEST(RunTestsCheck, AProblemsFaultIsAReasonAndNamesItsTest) {
  TestsCheck check = Check();
  check.is_fault = [](int) { return false; };
  check.run = [](int index, int) -> absl::StatusOr<std::string> {
    if (index == 3) return ProblemFault("v.py: exit code 0");
    return std::string();
  };
  const auto report = RunOn(5, check);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->result(), ::judge::v1::CHECK_RESULT_FAULT);
  EXPECT_EQ(report->message(), "secret/3: v.py: exit code 0");
}

TEST(RunTestsCheck, TheHostsFaultIsNoReport) {
  TestsCheck check = Check();
  check.run = [](int index, int) -> absl::StatusOr<std::string> {
    if (index == 3) return absl::UnavailableError("no disk");
    return std::string("odd");
  };
  const absl::Status status = RunOn(5, check).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("answers by v.py on secret/3: no disk"));
}

TEST(RunTestsCheck, TellsHowFarItIs) {
  int last = 0;
  const CheckProgress progress = [&](const std::string& check, int done, int total) {
    EXPECT_EQ(check, "answers by v.py");
    EXPECT_EQ(done, last + 1);
    EXPECT_EQ(total, 30);
    last = done;
  };
  ASSERT_TRUE(RunTestsCheck({0, 1, 2}, Tests(30), 0, progress, Check()).ok());
  EXPECT_EQ(last, 30);
}

TEST(ReportUnprepared, SaysWhoseFaultItIs) {
  EXPECT_FALSE(ReportUnprepared("x", absl::OkStatus()).has_value());
  EXPECT_FALSE(ReportUnprepared("x", absl::UnavailableError("no disk")).has_value());
  const auto fault = ReportUnprepared("x", ProblemFault("v.c does not compile"));
  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->result(), ::judge::v1::CHECK_RESULT_FAULT);
  const auto unknown = ReportUnprepared("x", absl::UnimplementedError("v.hs is in Haskell"));
  ASSERT_TRUE(unknown.has_value());
  EXPECT_EQ(unknown->result(), ::judge::v1::CHECK_RESULT_WARNING);
  EXPECT_EQ(unknown->message(), "was not run: v.hs is in Haskell");
}

TEST(FirstLine, IsShortAndPrintable) {
  EXPECT_EQ(FirstLine("\n  wrong\nsecond"), "wrong");
  EXPECT_EQ(FirstLine(""), "");
  EXPECT_EQ(FirstLine("a\x1b[31m"), "a\\x1b[31m");
  EXPECT_LE(FirstLine(std::string(10'000, 'x')).size(), 210U);
}

}  // namespace
}  // namespace assay::judge
