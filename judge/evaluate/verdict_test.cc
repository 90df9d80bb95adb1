#include "judge/evaluate/verdict.h"

#include <optional>
#include <vector>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using sandbox::Exited;
using sandbox::Limit;
using sandbox::LimitExceeded;
using sandbox::Outcome;
using sandbox::Signaled;
using sandbox::SyscallDenied;

TEST(VerdictTest, WhatTheProgramDidComesBeforeItsOutput) {
  struct Case {
    Outcome outcome;
    ::judge::v1::Verdict with_right_output;
    ::judge::v1::Verdict with_wrong_output;
    const char* text;
  };
  using namespace ::judge::v1;  // NOLINT: the verdicts' names are long enough.
  const Case cases[] = {
      {Exited{0}, VERDICT_ACCEPTED, VERDICT_WRONG_ANSWER, "exit code 0"},
      {Exited{3}, VERDICT_RUNTIME_ERROR, VERDICT_RUNTIME_ERROR, "exit code 3"},
      {Signaled{11}, VERDICT_RUNTIME_ERROR, VERDICT_RUNTIME_ERROR, "killed by SIGSEGV"},
      {Signaled{9}, VERDICT_RUNTIME_ERROR, VERDICT_RUNTIME_ERROR, "killed by SIGKILL"},
      {Signaled{35}, VERDICT_RUNTIME_ERROR, VERDICT_RUNTIME_ERROR, "killed by SIGRTMIN+1"},
      {LimitExceeded{Limit::kCpuTime}, VERDICT_TIME_LIMIT_EXCEEDED, VERDICT_TIME_LIMIT_EXCEEDED,
       "cpu time limit exceeded"},
      {LimitExceeded{Limit::kWallTime}, VERDICT_WALL_TIME_LIMIT_EXCEEDED,
       VERDICT_WALL_TIME_LIMIT_EXCEEDED, "wall time limit exceeded"},
      {LimitExceeded{Limit::kMemory}, VERDICT_MEMORY_LIMIT_EXCEEDED, VERDICT_MEMORY_LIMIT_EXCEEDED,
       "memory limit exceeded"},
      {LimitExceeded{Limit::kOutput}, VERDICT_OUTPUT_LIMIT_EXCEEDED, VERDICT_OUTPUT_LIMIT_EXCEEDED,
       "output limit exceeded"},
      {LimitExceeded{Limit::kInstructions}, VERDICT_TIME_LIMIT_EXCEEDED,
       VERDICT_TIME_LIMIT_EXCEEDED, "instruction limit exceeded"},
      {LimitExceeded{Limit::kFileSize}, VERDICT_OUTPUT_LIMIT_EXCEEDED,
       VERDICT_OUTPUT_LIMIT_EXCEEDED, "file size limit exceeded"},
      {SyscallDenied{"socket", {}}, VERDICT_SYSCALL_DENIED, VERDICT_SYSCALL_DENIED,
       "denied system call socket"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(TestVerdict(c.outcome, true), c.with_right_output) << c.text;
    EXPECT_EQ(TestVerdict(c.outcome, false), c.with_wrong_output) << c.text;
    EXPECT_EQ(TestVerdict(c.outcome, std::nullopt), c.with_right_output) << c.text;
    EXPECT_EQ(DescribeOutcome(c.outcome), c.text);
  }
}

TEST(VerdictTest, TheFirstFailureDecides) {
  using namespace ::judge::v1;  // NOLINT: as above.
  struct Case {
    std::vector<Verdict> tests;
    Verdict total;
  };
  const Case cases[] = {
      {{}, VERDICT_JUDGE_ERROR},
      {{VERDICT_ACCEPTED}, VERDICT_ACCEPTED},
      {{VERDICT_ACCEPTED, VERDICT_ACCEPTED}, VERDICT_ACCEPTED},
      {{VERDICT_ACCEPTED, VERDICT_WRONG_ANSWER, VERDICT_RUNTIME_ERROR}, VERDICT_WRONG_ANSWER},
      {{VERDICT_TIME_LIMIT_EXCEEDED, VERDICT_SKIPPED}, VERDICT_TIME_LIMIT_EXCEEDED},
      {{VERDICT_ACCEPTED, VERDICT_JUDGE_ERROR, VERDICT_WRONG_ANSWER}, VERDICT_JUDGE_ERROR},
      {{VERDICT_WRONG_ANSWER, VERDICT_JUDGE_ERROR}, VERDICT_WRONG_ANSWER},
  };
  for (const Case& c : cases) EXPECT_EQ(TotalVerdict(c.tests), c.total);
}

}  // namespace
}  // namespace assay::judge
