#include "judge/evaluate/rerun.h"

#include <utility>
#include <vector>

#include "judge/evaluate/convert.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

absl::Duration CpuTime(const TestResult& result) {
  return FromProto(result.usage().user_time()) + FromProto(result.usage().system_time());
}

absl::Duration LimitDistance(const TestResult& result, absl::Duration cpu_limit) {
  return absl::AbsDuration(CpuTime(result) - cpu_limit);
}

// Whether the host has let the program have less than half of its wall time, as far as the kernel
// tells; on cgroup v1 others that waited for the same cpu count as well.
bool HeldBack(const TestResult& result) {
  const ::sandbox::v1::TimeEvidence& evidence = result.usage().time_evidence();
  const absl::Duration held = FromProto(evidence.run_queue_delay()) + FromProto(evidence.steal()) +
                              FromProto(evidence.outer_throttled_time());
  return held > absl::ZeroDuration() && 2 * held >= FromProto(result.usage().wall_time());
}

}  // namespace

bool IsUnclear(const TestResult& result, absl::Duration cpu_limit) {
  if (result.verdict() == ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED) {
    return result.has_usage() && HeldBack(result);
  }
  const bool timely = result.verdict() == ::judge::v1::VERDICT_ACCEPTED ||
                      result.verdict() == ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED;
  return timely && result.has_usage() &&
         LimitDistance(result, cpu_limit) <= FromProto(result.usage().cpu_time_uncertainty());
}

bool TakesPlaceOf(const TestResult& further, const TestResult& standing) {
  if (standing.verdict() == ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED) {
    return further.verdict() != standing.verdict() || !HeldBack(further);
  }
  if (CpuTime(further) >= CpuTime(standing)) return false;
  if (further.verdict() == standing.verdict()) return true;
  return standing.verdict() == ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED &&
         further.verdict() != ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED;
}

absl::StatusOr<TestResult> RunUntilClear(const std::function<absl::StatusOr<TestResult>()>& run,
                                         absl::Duration cpu_limit, int max_reruns) {
  ASSAY_ASSIGN_OR_RETURN(TestResult standing, run());
  const bool was_held_back = standing.verdict() == ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED;
  const absl::Duration first_distance = LimitDistance(standing, cpu_limit);
  std::vector<absl::Duration> cpu_times = {CpuTime(standing)};
  int rerun_count = 0;
  while (rerun_count < max_reruns && IsUnclear(standing, cpu_limit)) {
    ASSAY_ASSIGN_OR_RETURN(TestResult further, run());
    if (!further.has_usage()) return further;
    ++rerun_count;
    cpu_times.push_back(CpuTime(further));
    if (TakesPlaceOf(further, standing)) standing = std::move(further);
  }
  if (rerun_count == 0) return standing;
  standing.set_rerun_count(rerun_count);
  if (!was_held_back) SetDuration(first_distance, standing.mutable_first_limit_distance());
  for (const absl::Duration cpu_time : cpu_times) {
    SetDuration(cpu_time, standing.add_run_cpu_times());
  }
  return standing;
}

}  // namespace assay::judge
