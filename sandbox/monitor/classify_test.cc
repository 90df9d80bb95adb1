#include "sandbox/monitor/classify.h"

#include <csignal>
#include <optional>

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

constexpr int ExitStatus(int code) { return code << 8; }

Usage Used(absl::Duration cpu, int64_t oom_kills = 0, absl::Duration wall = absl::Seconds(1)) {
  Usage usage;
  usage.user_time = cpu;
  usage.wall_time = wall;
  usage.oom_kills = oom_kills;
  return usage;
}

TEST(ClassifyTest, TurnsFactsIntoOutcomes) {
  Limits limits;
  limits.cpu_time = absl::Seconds(1);
  limits.wall_time = absl::Seconds(5);
  const absl::Duration little = absl::Milliseconds(1);
  const SyscallDenied denied = {"socket", {2, 1, 0, 0, 0, 0}};
  const struct {
    const char* name;
    RunFacts facts;
    Usage usage;
    Outcome expected;
  } kCases[] = {
      {"exit 0", {ExitStatus(0), {}, {}}, Used(little), Exited{0}},
      {"stopped by the caller", {{}, {}, {}}, Used(little), Stopped{}},
      {"stopped, and out of memory", {{}, {}, {}}, Used(little, 1), LimitExceeded{Limit::kMemory}},
      {"exit 255", {ExitStatus(255), {}, {}}, Used(little), Exited{255}},
      {"signal", {SIGSEGV, {}, {}}, Used(little), Signaled{SIGSEGV}},
      {"core flag", {SIGABRT | 0x80, {}, {}}, Used(little), Signaled{SIGABRT}},
      {"file size", {SIGXFSZ, {}, {}}, Used(little), LimitExceeded{Limit::kFileSize}},
      {"oom", {SIGKILL, {}, {}}, Used(little, 1), LimitExceeded{Limit::kMemory}},
      {"child oom", {ExitStatus(0), {}, {}}, Used(little, 1), LimitExceeded{Limit::kMemory}},
      {"oom and time",
       {{}, Limit::kCpuTime, {}},
       Used(limits.cpu_time, 3),
       LimitExceeded{Limit::kMemory}},
      {"cpu", {{}, Limit::kCpuTime, {}}, Used(limits.cpu_time), LimitExceeded{Limit::kCpuTime}},
      {"wall", {{}, Limit::kWallTime, {}}, Used(little), LimitExceeded{Limit::kWallTime}},
      {"output", {{}, Limit::kOutput, {}}, Used(little), LimitExceeded{Limit::kOutput}},
      {"ended just past cpu",
       {ExitStatus(0), {}, {}},
       Used(absl::Milliseconds(1001)),
       LimitExceeded{Limit::kCpuTime}},
      {"ended at cpu", {ExitStatus(0), {}, {}}, Used(limits.cpu_time), Exited{0}},
      {"ended just past wall",
       {ExitStatus(0), {}, {}},
       Used(little, 0, absl::Seconds(6)),
       LimitExceeded{Limit::kWallTime}},
      {"denied", {{}, {}, denied}, Used(little), denied},
      {"denied before all", {ExitStatus(0), Limit::kCpuTime, denied}, Used(little, 1), denied},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(Classify(test.facts, test.usage, limits), test.expected) << test.name;
  }
}

TEST(ClassifyTest, CountsInstructions) {
  const Outcome exceeded = LimitExceeded{Limit::kInstructions};
  const struct {
    const char* name;
    std::optional<int64_t> limit;
    std::optional<int64_t> used;
    Outcome expected;
  } kCases[] = {
      {"no limit", {}, 1'000'000, Exited{0}}, {"below", 1000, 999, Exited{0}},
      {"at", 1000, 1000, Exited{0}},          {"above", 1000, 1001, exceeded},
      {"left the count", 1000, {}, exceeded}, {"left no count", {}, {}, Exited{0}},
  };
  for (const auto& test : kCases) {
    Limits limits;
    limits.instructions = test.limit;
    Usage usage = Used(absl::Milliseconds(1));
    usage.instructions = test.used;
    EXPECT_EQ(Classify({ExitStatus(0), {}, {}}, usage, limits), test.expected) << test.name;
  }
}

}  // namespace
}  // namespace assay::sandbox
