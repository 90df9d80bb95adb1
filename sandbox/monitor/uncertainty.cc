#include "sandbox/monitor/uncertainty.h"

#include <cstdint>

namespace assay::sandbox {
namespace {

constexpr absl::Duration kStart = absl::Milliseconds(1);
constexpr int kBasePerMille = 5;
constexpr absl::Duration kInvoluntarySwitch = absl::Microseconds(20);
constexpr int kThrottledPerMille = 10;

}  // namespace

absl::Duration CpuTimeUncertainty(const Usage& usage) {
  const TimeEvidence& evidence = usage.time_evidence;
  const absl::Duration throttled =
      usage.throttled_time + evidence.outer_throttled_time.value_or(absl::ZeroDuration());
  return kStart + usage.cpu_time() * kBasePerMille / 1000 +
         evidence.involuntary_switches.value_or(0) * kInvoluntarySwitch +
         evidence.steal.value_or(absl::ZeroDuration()) + throttled * kThrottledPerMille / 1000;
}

absl::Duration CpuTimeMargin(absl::Duration cpu_limit) {
  // The solution of margin = start + base * (limit + margin), and more than a rounding.
  return (kStart * 1000 + cpu_limit * kBasePerMille) / (1000 - kBasePerMille) +
         absl::Microseconds(1);
}

}  // namespace assay::sandbox
