#ifndef ASSAY_JUDGE_EVALUATE_RERUN_H_
#define ASSAY_JUDGE_EVALUATE_RERUN_H_

#include <functional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// A test whose times say nothing clear about their limits is run again. The rule:
//
//  - A result is unclear when its cpu time is no further from the limit than its stated uncertainty
//    and its verdict is ACCEPTED or TIME_LIMIT_EXCEEDED, or when it is WALL_TIME_LIMIT_EXCEEDED and
//    the host may have kept the program from a cpu for half of that time or more.
//  - While the standing result is not clear, and fewer than `max_reruns` runs were added, the test
//    is run again.
//  - A further run takes the standing one's place if that is over the wall time limit and the
//    further one is not, or was not kept from a cpu. Otherwise it does if it used less cpu time and
//    has the same verdict, or the standing one is over the time limit and the further one was not
//    stopped for elapsed time. So the least cpu time counts, and no chance of a further run makes a
//    verdict worse.
//
// The verdict depends on the runs alone. See docs/measurement.md.

// Whether the result may be another, by the rule above.
bool IsUnclear(const ::judge::v1::TestResult& result, absl::Duration cpu_limit);

// Whether `further` takes the place of `standing`.
bool TakesPlaceOf(const ::judge::v1::TestResult& further, const ::judge::v1::TestResult& standing);

// Calls `run` for each run, at least once, and returns the result that stands, with what is known
// of the others in rerun_count, first_limit_distance and run_cpu_times. The first error ends it; so
// does a further run that the program did not get to begin, which is returned.
absl::StatusOr<::judge::v1::TestResult> RunUntilClear(
    const std::function<absl::StatusOr<::judge::v1::TestResult>()>& run, absl::Duration cpu_limit,
    int max_reruns);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_RERUN_H_
