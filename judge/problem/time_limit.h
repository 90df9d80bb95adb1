#ifndef ASSAY_JUDGE_PROBLEM_TIME_LIMIT_H_
#define ASSAY_JUDGE_PROBLEM_TIME_LIMIT_H_

#include <optional>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace assay::judge {

// How a package's time limit follows from its submissions: ICPC package format, legacy.
struct LegacyTimeRule {
  double time_multiplier = 5;
  double time_safety_margin = 2;
  friend bool operator==(const LegacyTimeRule&, const LegacyTimeRule&) = default;
};

// The same, version 2025-09.
struct TimeRule {
  double ac_to_time_limit = 2.0;
  double time_limit_to_tle = 1.5;
  absl::Duration time_resolution = absl::Seconds(1);
  friend bool operator==(const TimeRule&, const TimeRule&) = default;
};

using TimeLimitRule = std::variant<LegacyTimeRule, TimeRule>;

// What the package's submissions took.
struct SubmissionTimes {
  // The slowest test of those that must not be too slow. Absent: there is no such submission.
  std::optional<absl::Duration> slowest_accepted = {};
  // Of those that must be too slow, each one's slowest test; the least of these.
  std::optional<absl::Duration> fastest_too_slow = {};
};

// The time limit by the rule.
//
//   legacy   slowest * time_multiplier, rounded to whole seconds, at least 1 s. The specification
//            gives the key alone; the rounding is that of Kattis' tools.
//   2025-09  the least multiple of time_resolution from slowest * ac_to_time_limit on, of which
//            limit * time_limit_to_tle <= fastest_too_slow.
//
// The problem's fault: no accepted submission, no such multiple, more than an hour.
absl::StatusOr<absl::Duration> ComputeTimeLimit(const TimeLimitRule& rule,
                                                const SubmissionTimes& times);

// What a submission that must be too slow has to take at least, with this limit.
absl::Duration LeastTooSlow(const TimeLimitRule& rule, absl::Duration limit);

// Whether a limit that the package gives, or that was computed, stands in the distance from its
// submissions that the rule asks for. The problem's fault says in numbers which does not: in
// 2025-09 both inequalities above, in legacy that a submission that must be too slow takes at least
// time_safety_margin times the limit, and 1 s more than it.
absl::Status CheckTimeLimit(const TimeLimitRule& rule, absl::Duration limit,
                            const SubmissionTimes& times);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_TIME_LIMIT_H_
