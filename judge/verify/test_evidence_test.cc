#include "judge/verify/test_evidence.h"

#include <string>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

TEST(EvidenceOfTest, SaysWhatTheVerdictIsFor) {
  TestResult wrong;
  wrong.set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
  wrong.mutable_difference()->set_line(2);
  wrong.mutable_difference()->set_column(5);
  wrong.mutable_difference()->set_expected("7");
  wrong.mutable_difference()->set_found("8");
  wrong.mutable_difference()->set_reason("token");
  EXPECT_EQ(EvidenceOf(wrong), "line 2, column 5: expected \"7\", found \"8\" (token)");

  TestResult slow;
  slow.set_verdict(::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED);
  slow.mutable_usage()->mutable_user_time()->set_seconds(1);
  slow.mutable_usage()->mutable_system_time()->set_nanos(250'000'000);
  EXPECT_EQ(EvidenceOf(slow), "cpu 1.250 s");
  slow.set_verdict(::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED);
  slow.mutable_usage()->mutable_wall_time()->set_seconds(9);
  EXPECT_EQ(EvidenceOf(slow), "wall 9.000 s");

  TestResult large;
  large.set_verdict(::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED);
  large.mutable_usage()->set_peak_memory_bytes(3 << 19);
  EXPECT_EQ(EvidenceOf(large), "memory 1.5 MiB");

  TestResult crashed;
  crashed.set_verdict(::judge::v1::VERDICT_RUNTIME_ERROR);
  crashed.mutable_outcome()->mutable_exited()->set_exit_code(3);
  crashed.set_error_output("no\nmore");
  EXPECT_EQ(EvidenceOf(crashed), "exit code 3; standard error: no\\x0amore");
  crashed.mutable_outcome()->mutable_signaled()->set_name("SIGSEGV");
  crashed.clear_error_output();
  EXPECT_EQ(EvidenceOf(crashed), "killed by SIGSEGV");
  crashed.mutable_outcome()->mutable_syscall_denied()->set_name("socket");
  EXPECT_EQ(EvidenceOf(crashed), "denied system call socket");
}

TEST(EvidenceOfTest, IsOneShortLine) {
  TestResult result;
  result.set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
  result.set_message(std::string(5000, 'x'));
  EXPECT_EQ(EvidenceOf(result), std::string(200, 'x') + "...");
  EXPECT_EQ(EvidenceOf(TestResult()), "");
}

}  // namespace
}  // namespace assay::judge
