#include "judge/evaluate/plan_limits.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

constexpr int64_t kMiB = int64_t{1} << 20;

::judge::v1::RunStep Step(double multiplier, int64_t extra_bytes) {
  ::judge::v1::RunStep step;
  step.set_time_multiplier(multiplier);
  step.set_extra_memory_bytes(extra_bytes);
  step.set_task_count(64);
  return step;
}

TEST(PlanRunLimitsTest, OverridesComeFirst) {
  struct Case {
    const char* name;
    LimitOverrides overrides;
    ::judge::v1::RunStep run;
    absl::Duration cpu;
    absl::Duration wall;
    int64_t memory_bytes;
    int64_t output_bytes;
    int tasks;
  };
  const Case cases[] = {
      {"problem", {}, Step(1, 0), absl::Seconds(2), absl::Seconds(8), 64 * kMiB, 8 * kMiB, 64},
      {"multiplied",
       {},
       Step(2.5, 16 * kMiB),
       absl::Seconds(5),
       absl::Seconds(17),
       80 * kMiB,
       8 * kMiB,
       64},
      {"overridden",
       {absl::Milliseconds(500), absl::Seconds(9), 32 * kMiB, kMiB, 7, 1000},
       Step(2, 10),
       absl::Milliseconds(500),
       absl::Seconds(9),
       32 * kMiB + 10,
       kMiB,
       7},
      {"cpu time alone",
       {absl::Seconds(3), {}, {}, {}, {}, {}},
       Step(2, 0),
       absl::Seconds(3),
       absl::Seconds(11),
       64 * kMiB,
       8 * kMiB,
       64},
  };
  const ProblemLimits problem = {
      .time = absl::Seconds(2), .memory_bytes = 64 * kMiB, .output_bytes = 8 * kMiB};
  for (const Case& c : cases) {
    const auto limits = PlanRunLimits(problem, c.overrides, c.run);
    ASSERT_TRUE(limits.ok()) << c.name << ": " << limits.status();
    EXPECT_EQ(limits->cpu_time, c.cpu) << c.name;
    EXPECT_EQ(limits->wall_time, c.wall) << c.name;
    EXPECT_EQ(limits->memory_bytes, c.memory_bytes) << c.name;
    EXPECT_EQ(limits->stack_bytes, c.memory_bytes - c.memory_bytes / 16) << c.name;
    EXPECT_EQ(limits->output_bytes, c.output_bytes) << c.name;
    EXPECT_EQ(limits->task_count, c.tasks) << c.name;
    EXPECT_EQ(limits->instructions, c.overrides.instructions) << c.name;
  }
}

TEST(PlanRunLimitsTest, RefusesWhatIsOutOfRange) {
  struct Case {
    LimitOverrides overrides;
    const char* message;
  };
  const Case cases[] = {
      {{absl::ZeroDuration(), {}, {}, {}, {}, {}}, "time limit of 0: must be 1ms to 1h"},
      {{-absl::Seconds(1), {}, {}, {}, {}, {}}, "time limit of -1s"},
      {{absl::InfiniteDuration(), {}, {}, {}, {}, {}}, "time limit of inf"},
      {{absl::Minutes(61), {}, {}, {}, {}, {}}, "time limit of 1h1m"},
      {{{}, absl::Hours(25), {}, {}, {}, {}}, "wall time limit of 25h"},
      {{{}, {}, kMiB, {}, {}, {}}, "memory limit of 1048576: must be 2097152 to"},
      {{{}, {}, INT64_MAX, {}, {}, {}}, "memory limit of"},
      {{{}, {}, {}, 0, {}, {}}, "output limit of 0"},
      {{{}, {}, {}, {}, 0, {}}, "pids limit of 0"},
      {{{}, {}, {}, {}, 1 << 20, {}}, "pids limit of 1048576"},
      {{{}, {}, {}, {}, {}, 0}, "instruction limit of 0: must be 1 to"},
  };
  for (const Case& c : cases) {
    const absl::Status status = PlanRunLimits({}, c.overrides, Step(1, 0)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.message;
    EXPECT_TRUE(absl::StrContains(status.message(), c.message)) << status;
  }
}

TEST(PlanRunLimitsTest, WhatTheProblemSaysIsItsFault) {
  struct Case {
    ProblemLimits problem;
    const char* message;
  };
  const Case cases[] = {
      {{.time = absl::Minutes(30)},
       "time limit of 1h30m (the problem's 30m times 3 for the language): must be 1ms to 1h"},
      {{.memory_bytes = kMiB}, "memory limit of 1048576: must be 2097152 to"},
      {{.output_bytes = 0}, "output limit of 0"},
  };
  for (const Case& c : cases) {
    const absl::Status status = PlanRunLimits(c.problem, {}, Step(3, 0)).status();
    EXPECT_TRUE(IsProblemFault(status)) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), c.message)) << status;
    const LimitOverrides good = {absl::Seconds(1), {}, 2 * kMiB, 1, {}, {}};
    EXPECT_TRUE(PlanRunLimits(c.problem, good, Step(3, 0)).ok()) << c.message;
  }
}

TEST(PlanRunLimitsTest, TheLargestMemoryLimitGoesInEveryLanguage) {
  constexpr int64_t kMost = kMiB << 20;
  struct Case {
    ProblemLimits problem;
    LimitOverrides overrides;
  };
  const Case cases[] = {{{.memory_bytes = kMost}, {}}, {{}, {{}, {}, kMost, {}, {}, {}}}};
  for (const Case& c : cases) {
    const auto limits = PlanRunLimits(c.problem, c.overrides, Step(1, 16 * kMiB));
    ASSERT_TRUE(limits.ok()) << limits.status();
    EXPECT_EQ(limits->memory_bytes, kMost);
    EXPECT_TRUE(sandbox::ValidateLimits(*limits).ok()) << sandbox::ValidateLimits(*limits);
  }
}

TEST(PlanCompileLimitsTest, TheProblemMayChangeThem) {
  ::judge::v1::CompileLimits given;
  given.mutable_cpu_time()->set_seconds(10);
  given.mutable_wall_time()->set_seconds(30);
  given.set_memory_bytes(512 * kMiB);
  given.set_output_bytes(kMiB);
  given.set_file_size_bytes(16 * kMiB);
  given.set_task_count(9);
  const sandbox::Limits limits = PlanCompileLimits({}, given);
  EXPECT_EQ(limits.cpu_time, absl::Seconds(10));
  EXPECT_EQ(limits.wall_time, absl::Seconds(32));
  EXPECT_EQ(limits.memory_bytes, 512 * kMiB);
  EXPECT_EQ(limits.output_bytes, kMiB);
  EXPECT_EQ(limits.file_size_bytes, 16 * kMiB);
  EXPECT_EQ(limits.task_count, 9);
  ProblemLimits problem;
  problem.compilation_time = absl::Seconds(60);
  problem.compilation_memory_bytes = 2048 * kMiB;
  const sandbox::Limits changed = PlanCompileLimits(problem, given);
  EXPECT_EQ(changed.cpu_time, absl::Seconds(60));
  EXPECT_EQ(changed.wall_time, absl::Seconds(182));
  EXPECT_EQ(changed.memory_bytes, 2048 * kMiB);
}

}  // namespace
}  // namespace assay::judge
