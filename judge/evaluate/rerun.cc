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

}  // namespace

bool IsUnclear(const TestResult& result, absl::Duration cpu_limit) {
  const bool timely = result.verdict() == ::judge::v1::VERDICT_ACCEPTED ||
                      result.verdict() == ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED;
  return timely && result.has_usage() &&
         LimitDistance(result, cpu_limit) <= FromProto(result.usage().cpu_time_uncertainty());
}

bool TakesPlaceOf(const TestResult& further, const TestResult& standing) {
  if (CpuTime(further) >= CpuTime(standing)) return false;
  if (further.verdict() == standing.verdict()) return true;
  return standing.verdict() == ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED &&
         further.verdict() != ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED;
}

absl::StatusOr<TestResult> RunUntilClear(const std::function<absl::StatusOr<TestResult>()>& run,
                                         absl::Duration cpu_limit, int max_reruns) {
  ASSAY_ASSIGN_OR_RETURN(TestResult standing, run());
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
  SetDuration(first_distance, standing.mutable_first_limit_distance());
  for (const absl::Duration cpu_time : cpu_times) {
    SetDuration(cpu_time, standing.add_run_cpu_times());
  }
  return standing;
}

}  // namespace assay::judge
