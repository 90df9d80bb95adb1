#include "judge/verify/time_limit_report.h"

#include <variant>

#include "absl/time/time.h"
#include "judge/base/duration_proto.h"
#include "judge/base/printable.h"
#include "judge/problem/time_limit.h"

namespace assay::judge {

std::optional<::judge::v1::TimeLimitReport> MakeTimeLimitReport(const Problem& problem,
                                                                bool computed,
                                                                const absl::Status& not_computed,
                                                                const TimeBounds& bounds) {
  const SubmissionTimes times = bounds.times();
  if (!times.slowest_accepted.has_value() && !times.fastest_too_slow.has_value() && !computed) {
    return std::nullopt;
  }
  ::judge::v1::TimeLimitReport report;
  const absl::Duration limit = problem.limits.time;
  *report.mutable_limit() = ToDurationProto(limit);
  report.set_computed(computed);
  report.set_slowest_accepted(MakePrintableLine(bounds.slowest()));
  report.set_fastest_too_slow(MakePrintableLine(bounds.fastest()));
  if (times.slowest_accepted.has_value()) {
    *report.mutable_slowest_accepted_time() = ToDurationProto(*times.slowest_accepted);
    if (*times.slowest_accepted > absl::ZeroDuration()) {
      report.set_accepted_margin(absl::FDivDuration(limit, *times.slowest_accepted));
    }
  }
  if (times.fastest_too_slow.has_value()) {
    *report.mutable_fastest_too_slow_time() = ToDurationProto(*times.fastest_too_slow);
    report.set_too_slow_margin(absl::FDivDuration(*times.fastest_too_slow, limit));
  }
  report.set_result(::judge::v1::CHECK_RESULT_PASSED);
  if (!problem.time_limit_rule.has_value()) return report;
  absl::Status status = not_computed;
  status.Update(CheckTimeLimit(*problem.time_limit_rule, limit, times));
  if (status.ok()) return report;
  // 2025-09 says "must"; legacy has the margin's name alone, and tools that warn.
  const bool must = std::holds_alternative<TimeRule>(*problem.time_limit_rule);
  report.set_result(!not_computed.ok() ? ::judge::v1::CHECK_RESULT_FAULT
                    : must             ? ::judge::v1::CHECK_RESULT_DISCREPANCY
                                       : ::judge::v1::CHECK_RESULT_WARNING);
  report.set_message(MakePrintableLine(status.message()));
  return report;
}

}  // namespace assay::judge
