#include "judge/evaluate/plan_limits.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace assay::judge {
namespace {

absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

constexpr int64_t kMostInstructions = 1'000'000'000'000'000;
constexpr int64_t kMostBytes = int64_t{1} << 40;

// A limit that cannot be is the fault of whoever set it: the caller, or else the problem.
absl::Status OutOfRange(bool overridden, absl::string_view message) {
  return overridden ? absl::InvalidArgumentError(message) : ProblemFault(message);
}

absl::Status CheckTime(absl::string_view name, absl::Duration value, absl::Duration most,
                       bool overridden, absl::string_view origin = "") {
  if (value >= absl::Milliseconds(1) && value <= most) return absl::OkStatus();
  return OutOfRange(overridden, absl::StrCat(name, " of ", absl::FormatDuration(value), origin,
                                             ": must be 1ms to ", absl::FormatDuration(most)));
}

absl::Status CheckRange(absl::string_view name, int64_t value, int64_t least, int64_t most,
                        bool overridden) {
  if (value >= least && value <= most) return absl::OkStatus();
  return OutOfRange(overridden,
                    absl::StrCat(name, " of ", value, ": must be ", least, " to ", most));
}

// Where a time limit that nobody gave as it is comes from.
std::string OriginOfTime(const ProblemLimits& problem, const ::judge::v1::RunStep& run) {
  return absl::StrCat(" (the problem's ", absl::FormatDuration(problem.time), " times ",
                      run.time_multiplier(), " for the language)");
}

}  // namespace

absl::StatusOr<sandbox::Limits> PlanRunLimits(const ProblemLimits& problem,
                                              const LimitOverrides& overrides,
                                              const ::judge::v1::RunStep& run) {
  sandbox::Limits limits;
  limits.cpu_time = overrides.cpu_time.value_or(problem.time * run.time_multiplier());
  limits.wall_time = overrides.wall_time.value_or(DefaultWallTime(limits.cpu_time));
  const int64_t memory_bytes = overrides.memory_bytes.value_or(problem.memory_bytes);
  limits.output_bytes = overrides.output_bytes.value_or(problem.output_bytes);
  limits.task_count = overrides.task_count.value_or(run.task_count());
  limits.instructions = overrides.instructions;

  const bool time_given = overrides.cpu_time.has_value();
  for (const absl::Status& status :
       {CheckTime("time limit", limits.cpu_time, absl::Hours(1), time_given,
                  time_given ? "" : OriginOfTime(problem, run)),
        CheckTime("wall time limit", limits.wall_time, absl::Hours(24),
                  overrides.wall_time.has_value()),
        CheckRange("memory limit", memory_bytes, 2 * sandbox::kMebibyte, kMostBytes,
                   overrides.memory_bytes.has_value()),
        CheckRange("output limit", limits.output_bytes, 1, kMostBytes,
                   overrides.output_bytes.has_value()),
        CheckRange("pids limit", limits.task_count, 1, 4096, overrides.task_count.has_value()),
        CheckRange("instruction limit", limits.instructions.value_or(1), 1, kMostInstructions,
                   /*overridden=*/true)}) {
    if (!status.ok()) return status;
  }
  limits.memory_bytes = std::min(memory_bytes + run.extra_memory_bytes(), kMostBytes);
  limits.file_size_bytes = limits.output_bytes;
  // A little less than the memory, so that endless recursion ends as a stack overflow.
  limits.stack_bytes = limits.memory_bytes - limits.memory_bytes / 16;
  limits.work_bytes = limits.memory_bytes;
  return limits;
}

sandbox::Limits PlanCompileLimits(const ProblemLimits& problem,
                                  const ::judge::v1::CompileLimits& given) {
  sandbox::Limits limits;
  limits.cpu_time = problem.compilation_time.value_or(FromProto(given.cpu_time()));
  limits.wall_time = std::max(FromProto(given.wall_time()), DefaultWallTime(limits.cpu_time));
  limits.memory_bytes = problem.compilation_memory_bytes.value_or(given.memory_bytes());
  limits.output_bytes = given.output_bytes();
  limits.file_size_bytes = given.file_size_bytes();
  limits.stack_bytes = 64 * sandbox::kMebibyte;
  limits.task_count = given.task_count();
  limits.work_bytes = limits.memory_bytes;
  return limits;
}

}  // namespace assay::judge
