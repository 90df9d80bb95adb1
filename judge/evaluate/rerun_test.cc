#include "judge/evaluate/rerun.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/evaluate/convert.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;
using ::judge::v1::Verdict;
using namespace ::judge::v1;  // NOLINT: the verdicts' names are long enough.

constexpr absl::Duration kLimit = absl::Seconds(1);

// A run of so many ms, 5 ms uncertain.
TestResult Ran(Verdict verdict, int milliseconds) {
  TestResult result;
  result.set_verdict(verdict);
  SetDuration(absl::Milliseconds(milliseconds) / 4, result.mutable_usage()->mutable_system_time());
  SetDuration(absl::Milliseconds(milliseconds) * 3 / 4,
              result.mutable_usage()->mutable_user_time());
  SetDuration(absl::Milliseconds(5), result.mutable_usage()->mutable_cpu_time_uncertainty());
  return result;
}

// A run that was stopped at 2 s of wall time, for `waiting` ms of which it waited for a cpu.
TestResult Stopped(int waiting) {
  TestResult result = Ran(VERDICT_WALL_TIME_LIMIT_EXCEEDED, 20);
  SetDuration(absl::Seconds(2), result.mutable_usage()->mutable_wall_time());
  SetDuration(absl::Milliseconds(waiting),
              result.mutable_usage()->mutable_time_evidence()->mutable_run_queue_delay());
  return result;
}

int CpuMilliseconds(const TestResult& result) {
  return static_cast<int>(absl::ToInt64Milliseconds(FromProto(result.usage().user_time()) +
                                                    FromProto(result.usage().system_time())));
}

TEST(IsUnclearTest, WithinTheUncertaintyOnEitherSide) {
  const struct {
    Verdict verdict;
    int milliseconds;
    bool unclear;
  } kCases[] = {
      {VERDICT_ACCEPTED, 994, false},
      {VERDICT_ACCEPTED, 995, true},
      {VERDICT_ACCEPTED, 1000, true},
      {VERDICT_TIME_LIMIT_EXCEEDED, 1001, true},
      {VERDICT_TIME_LIMIT_EXCEEDED, 1005, true},
      {VERDICT_TIME_LIMIT_EXCEEDED, 1006, false},
      {VERDICT_WRONG_ANSWER, 999, false},
      {VERDICT_RUNTIME_ERROR, 999, false},
      {VERDICT_WALL_TIME_LIMIT_EXCEEDED, 999, false},
      {VERDICT_JUDGE_ERROR, 999, false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(IsUnclear(Ran(c.verdict, c.milliseconds), kLimit), c.unclear)
        << Verdict_Name(c.verdict) << " " << c.milliseconds;
  }
  TestResult without_usage;
  without_usage.set_verdict(VERDICT_ACCEPTED);
  EXPECT_FALSE(IsUnclear(without_usage, absl::ZeroDuration()));
}

TEST(IsUnclearTest, WhereTheHostKeptTheProgramFromACpu) {
  EXPECT_FALSE(IsUnclear(Stopped(0), kLimit));
  EXPECT_FALSE(IsUnclear(Stopped(999), kLimit));
  EXPECT_TRUE(IsUnclear(Stopped(1000), kLimit));
  TestResult stolen = Stopped(0);
  SetDuration(absl::Seconds(1), stolen.mutable_usage()->mutable_time_evidence()->mutable_steal());
  EXPECT_TRUE(IsUnclear(stolen, kLimit));
}

TEST(TakesPlaceOfTest, WhatCameToItsEnd) {
  const TestResult stopped = Stopped(1500);
  EXPECT_TRUE(TakesPlaceOf(Ran(VERDICT_ACCEPTED, 500), stopped));
  EXPECT_TRUE(TakesPlaceOf(Ran(VERDICT_WRONG_ANSWER, 10), stopped));
  EXPECT_TRUE(TakesPlaceOf(Stopped(0), stopped));
  EXPECT_FALSE(TakesPlaceOf(Stopped(1900), stopped));
}

TEST(TakesPlaceOfTest, LessTimeAndNoWorseVerdict) {
  const TestResult slow = Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1003);
  const TestResult fast = Ran(VERDICT_ACCEPTED, 998);
  EXPECT_TRUE(TakesPlaceOf(fast, slow));
  EXPECT_FALSE(TakesPlaceOf(slow, fast));
  EXPECT_TRUE(TakesPlaceOf(Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1002), slow));
  EXPECT_FALSE(TakesPlaceOf(Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1003), slow));
  EXPECT_TRUE(TakesPlaceOf(Ran(VERDICT_WRONG_ANSWER, 990), slow));
  EXPECT_TRUE(TakesPlaceOf(Ran(VERDICT_RUNTIME_ERROR, 990), slow));
  EXPECT_FALSE(TakesPlaceOf(Ran(VERDICT_WALL_TIME_LIMIT_EXCEEDED, 500), slow));
  EXPECT_TRUE(TakesPlaceOf(Ran(VERDICT_ACCEPTED, 997), fast));
  EXPECT_FALSE(TakesPlaceOf(Ran(VERDICT_RUNTIME_ERROR, 10), fast));
  EXPECT_FALSE(TakesPlaceOf(Ran(VERDICT_WALL_TIME_LIMIT_EXCEEDED, 500), fast));
}

TEST(RunUntilClearTest, TheLeastTimeCounts) {
  const TestResult over = Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1003);
  const struct {
    const char* name;
    int max_reruns;
    std::vector<TestResult> runs;
    // "VERDICT milliseconds reruns distance: each run".
    std::string expected;
  } kCases[] = {
      {"clearly fast", 2, {Ran(VERDICT_ACCEPTED, 500)}, "VERDICT_ACCEPTED 500 0 0:"},
      {"clearly slow",
       2,
       {Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1006)},
       "VERDICT_TIME_LIMIT_EXCEEDED 1006 0 0:"},
      {"switched off", 0, {over}, "VERDICT_TIME_LIMIT_EXCEEDED 1003 0 0:"},
      {"fast after all",
       2,
       {over, Ran(VERDICT_ACCEPTED, 980)},
       "VERDICT_ACCEPTED 980 1 3: 1003 980"},
      {"never clear",
       2,
       {over, Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1004), Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1002)},
       "VERDICT_TIME_LIMIT_EXCEEDED 1002 2 3: 1003 1004 1002"},
      {"a slower run does not count",
       2,
       {over, Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1100), Ran(VERDICT_ACCEPTED, 999)},
       "VERDICT_ACCEPTED 999 2 3: 1003 1100 999"},
      {"once more",
       1,
       {Ran(VERDICT_ACCEPTED, 999), Ran(VERDICT_TIME_LIMIT_EXCEEDED, 1001)},
       "VERDICT_ACCEPTED 999 1 1: 999 1001"},
      {"accepted stays so",
       2,
       {Ran(VERDICT_ACCEPTED, 999), Ran(VERDICT_RUNTIME_ERROR, 10), Ran(VERDICT_ACCEPTED, 998)},
       "VERDICT_ACCEPTED 998 2 1: 999 10 998"},
      {"held back",
       2,
       {Stopped(1900), Ran(VERDICT_ACCEPTED, 30)},
       "VERDICT_ACCEPTED 30 1 0: 20 30"},
      {"waits by itself",
       2,
       {Stopped(1900), Stopped(5)},
       "VERDICT_WALL_TIME_LIMIT_EXCEEDED 20 1 0: 20 20"},
      {"no more than a matter of time",
       2,
       {over, Ran(VERDICT_WRONG_ANSWER, 998)},
       "VERDICT_WRONG_ANSWER 998 1 3: 1003 998"},
  };
  for (const auto& c : kCases) {
    size_t next = 0;
    const absl::StatusOr<TestResult> result = RunUntilClear(
        [&]() -> absl::StatusOr<TestResult> {
          if (next == c.runs.size()) return absl::InternalError("a run too many");
          return c.runs[next++];
        },
        kLimit, c.max_reruns);
    ASSERT_TRUE(result.ok()) << c.name << ": " << result.status();
    EXPECT_EQ(next, c.runs.size()) << c.name;
    std::string found = absl::StrCat(
        Verdict_Name(result->verdict()), " ", CpuMilliseconds(*result), " ", result->rerun_count(),
        " ", absl::ToInt64Milliseconds(FromProto(result->first_limit_distance())), ":");
    for (const auto& time : result->run_cpu_times()) {
      absl::StrAppend(&found, " ", absl::ToInt64Milliseconds(FromProto(time)));
    }
    EXPECT_EQ(found, c.expected) << c.name;
  }
}

TEST(RunUntilClearTest, AnErrorOrAFaultOfTheProblemEndsIt) {
  int runs = 0;
  const auto host = RunUntilClear(
      [&]() -> absl::StatusOr<TestResult> {
        if (++runs == 2) return absl::UnavailableError("host");
        return Ran(VERDICT_ACCEPTED, 1000);
      },
      kLimit, 5);
  EXPECT_TRUE(absl::IsUnavailable(host.status())) << host.status();
  EXPECT_EQ(runs, 2);
  runs = 0;
  const auto problem = RunUntilClear(
      [&]() -> absl::StatusOr<TestResult> {
        if (++runs == 1) return Ran(VERDICT_ACCEPTED, 1000);
        TestResult result;
        result.set_verdict(VERDICT_JUDGE_ERROR);
        return result;
      },
      kLimit, 5);
  ASSERT_TRUE(problem.ok());
  EXPECT_EQ(problem->verdict(), VERDICT_JUDGE_ERROR);
  EXPECT_EQ(runs, 2);
}

}  // namespace
}  // namespace assay::judge
