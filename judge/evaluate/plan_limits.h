#ifndef ASSAY_JUDGE_EVALUATE_PLAN_LIMITS_H_
#define ASSAY_JUDGE_EVALUATE_PLAN_LIMITS_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/language.pb.h"
#include "sandbox/limits.h"

namespace assay::judge {

// Limits that a person gives for a run, ahead of what the problem says.
struct LimitOverrides {
  std::optional<absl::Duration> cpu_time;
  std::optional<absl::Duration> wall_time;
  std::optional<int64_t> memory_bytes;
  std::optional<int64_t> output_bytes;
  std::optional<int> task_count;
  std::optional<int64_t> instructions;
};

// Three times the cpu time and two seconds: enough for a program that waits for its cpu on a busy
// host, little enough that one which sleeps is soon found out.
inline absl::Duration DefaultWallTime(absl::Duration cpu_time) {
  return 3 * cpu_time + absl::Seconds(2);
}

// The limits of a test's run.
//  - Cpu time: as overridden; else the problem's times the language's multiplier.
//  - Wall time: as overridden; else DefaultWallTime() of the cpu time.
//  - Memory: as overridden or the problem's, and always what the language's runtime takes itself,
//  as
//    long as the sum is a limit that can be set (1 TiB).
//  - Stack: as large as the memory. Work directory: as large as the memory, where it counts anyway.
//  - Tasks: as overridden; else the language's.
//  - Instructions: as overridden; else without a limit.
// For a limit that is out of range, by name: INVALID_ARGUMENT where it is overridden, and else the
// problem's fault.
absl::StatusOr<sandbox::Limits> PlanRunLimits(const ProblemLimits& problem,
                                              const LimitOverrides& overrides,
                                              const ::judge::v1::RunStep& run);

// The limits of a compiler's run: the language's, or the problem's where it has some.
sandbox::Limits PlanCompileLimits(const ProblemLimits& problem,
                                  const ::judge::v1::CompileLimits& limits);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_PLAN_LIMITS_H_
