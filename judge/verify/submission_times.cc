#include "judge/verify/submission_times.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "judge/verify/expectation_match.h"
#include "judge/verify/test_evidence.h"

namespace assay::judge {

std::optional<TestTime> SlowestTest(const ::judge::v1::Judgement& judgement,
                                    const std::string& tests, double time_multiplier) {
  std::optional<TestTime> slowest;
  for (const ::judge::v1::TestResult& result : judgement.test_results()) {
    if (!result.has_usage() || !IsAbout(tests, result.name())) continue;
    const absl::Duration time = CpuTimeOf(result) / std::max(time_multiplier, 1e-9);
    if (!slowest.has_value() || time > slowest->time) {
      slowest = TestTime{.test = result.name(), .time = time};
    }
  }
  return slowest;
}

bool BoundsFromBelow(const PackageSubmission& submission) {
  return std::any_of(submission.expectations.begin(), submission.expectations.end(),
                     [](const Expectation& each) { return BoundsFromBelow(each); });
}

bool BoundsFromAbove(const PackageSubmission& submission) {
  return std::any_of(submission.expectations.begin(), submission.expectations.end(),
                     [](const Expectation& each) { return BoundsFromAbove(each); });
}

bool BoundsFromBelow(const PackageSubmission& submission, const std::string& test) {
  return std::any_of(
      submission.expectations.begin(), submission.expectations.end(),
      [&](const Expectation& each) { return BoundsFromBelow(each) && IsAbout(each.tests, test); });
}

bool BoundsFromAbove(const PackageSubmission& submission, const std::string& test) {
  return std::any_of(
      submission.expectations.begin(), submission.expectations.end(),
      [&](const Expectation& each) { return BoundsFromAbove(each) && IsAbout(each.tests, test); });
}

void TimeBounds::AddLower(const PackageSubmission& submission,
                          const ::judge::v1::Judgement& judgement, double time_multiplier) {
  for (const Expectation& expectation : submission.expectations) {
    if (!BoundsFromBelow(expectation)) continue;
    const std::optional<TestTime> slowest =
        SlowestTest(judgement, expectation.tests, time_multiplier);
    if (!slowest.has_value()) continue;
    if (slowest_time_.has_value() && *slowest_time_ >= slowest->time) continue;
    slowest_time_ = slowest->time;
    slowest_ = absl::StrCat(submission.name, " on ", slowest->test);
  }
}

void TimeBounds::AddUpper(const PackageSubmission& submission, const TestTime& time) {
  if (fastest_time_.has_value() && *fastest_time_ <= time.time) return;
  fastest_time_ = time.time;
  fastest_ = absl::StrCat(submission.name, " on ", time.test);
}

SubmissionTimes TimeBounds::times() const {
  return {.slowest_accepted = slowest_time_, .fastest_too_slow = fastest_time_};
}

}  // namespace assay::judge
