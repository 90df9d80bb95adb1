#include "judge/problem/package_submission.h"

namespace assay::judge {
namespace {

using Use = Expectation::TimeLimitUse;

}  // namespace

bool BoundsFromBelow(const Expectation& expectation) {
  if (expectation.time_limit_use != Use::kAsExpected) {
    return expectation.time_limit_use == Use::kLower;
  }
  return !expectation.permitted.Contains(ExpectedVerdict::kTimeLimit);
}

bool BoundsFromAbove(const Expectation& expectation) {
  if (expectation.time_limit_use != Use::kAsExpected) {
    return expectation.time_limit_use == Use::kUpper;
  }
  return expectation.required == VerdictSet{ExpectedVerdict::kTimeLimit};
}

}  // namespace assay::judge
