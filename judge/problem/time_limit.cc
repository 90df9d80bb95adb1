#include "judge/problem/time_limit.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "judge/problem/problem_fault.h"

namespace assay::judge {
namespace {

constexpr absl::Duration kLongest = absl::Hours(1);

absl::Status TooSlowIsTooFast(absl::Duration time, absl::Duration needed, absl::Duration limit) {
  return ProblemFault(absl::StrCat("the fastest submission that must be too slow takes ",
                                   absl::FormatDuration(time), ", and needs ",
                                   absl::FormatDuration(needed), " with a time limit of ",
                                   absl::FormatDuration(limit)));
}

// Rounded to whole seconds, halves up.
absl::Duration RoundToSecond(absl::Duration time) {
  return absl::Floor(time + absl::Milliseconds(500), absl::Seconds(1));
}

absl::Duration LeastTooSlowBy(const LegacyTimeRule& rule, absl::Duration limit) {
  return std::max(limit + absl::Seconds(1), RoundToSecond(limit * rule.time_safety_margin));
}

absl::Duration LeastTooSlowBy(const TimeRule& rule, absl::Duration limit) {
  return limit * rule.time_limit_to_tle;
}

absl::Status CheckDistance(const LegacyTimeRule& rule, absl::Duration limit,
                           const SubmissionTimes& times) {
  if (!times.fastest_too_slow.has_value()) return absl::OkStatus();
  const absl::Duration needed = LeastTooSlowBy(rule, limit);
  if (*times.fastest_too_slow >= needed) return absl::OkStatus();
  return TooSlowIsTooFast(*times.fastest_too_slow, needed, limit);
}

absl::Status CheckDistance(const TimeRule& rule, absl::Duration limit,
                           const SubmissionTimes& times) {
  if (times.slowest_accepted.has_value()) {
    const absl::Duration least = *times.slowest_accepted * rule.ac_to_time_limit;
    if (least > limit) {
      return ProblemFault(absl::StrCat(
          "the slowest submission that must not be too slow takes ",
          absl::FormatDuration(*times.slowest_accepted), ", which needs a time limit of ",
          absl::FormatDuration(least), ", and it is ", absl::FormatDuration(limit)));
    }
  }
  if (!times.fastest_too_slow.has_value()) return absl::OkStatus();
  const absl::Duration needed = LeastTooSlowBy(rule, limit);
  if (*times.fastest_too_slow >= needed) return absl::OkStatus();
  return TooSlowIsTooFast(*times.fastest_too_slow, needed, limit);
}

absl::Duration LeastLimit(const LegacyTimeRule& rule, absl::Duration slowest) {
  return std::max(absl::Seconds(1), RoundToSecond(slowest * rule.time_multiplier));
}

absl::Duration LeastLimit(const TimeRule& rule, absl::Duration slowest) {
  // A program that takes no time needs a limit all the same.
  return std::max(rule.time_resolution,
                  absl::Ceil(slowest * rule.ac_to_time_limit, rule.time_resolution));
}

}  // namespace

absl::StatusOr<absl::Duration> ComputeTimeLimit(const TimeLimitRule& rule,
                                                const SubmissionTimes& times) {
  if (!times.slowest_accepted.has_value()) {
    return ProblemFault("the time limit is to be computed, and no submission must be accepted");
  }
  const absl::Duration limit =
      std::visit([&](const auto& r) { return LeastLimit(r, *times.slowest_accepted); }, rule);
  if (limit > kLongest) {
    return ProblemFault(absl::StrCat("the computed time limit is ", absl::FormatDuration(limit),
                                     ", more than an hour"));
  }
  // A legacy package with a submission that is nearly too fast still has a limit.
  if (const auto* r = std::get_if<TimeRule>(&rule)) {
    const absl::Status distance = CheckDistance(*r, limit, times);
    if (!distance.ok()) return distance;
  }
  return limit;
}

absl::Duration LeastTooSlow(const TimeLimitRule& rule, absl::Duration limit) {
  return std::visit([&](const auto& r) { return LeastTooSlowBy(r, limit); }, rule);
}

absl::Status CheckTimeLimit(const TimeLimitRule& rule, absl::Duration limit,
                            const SubmissionTimes& times) {
  return std::visit([&](const auto& r) { return CheckDistance(r, limit, times); }, rule);
}

}  // namespace assay::judge
