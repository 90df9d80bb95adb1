#ifndef ASSAY_TESTS_BENCH_PEERS_MEASURE_H_
#define ASSAY_TESTS_BENCH_PEERS_MEASURE_H_

#include "absl/status/status.h"
#include "tests/bench/peers/field.h"
#include "tests/bench/peers/v1/plan.pb.h"

namespace assay::bench {

// Each measures all entries of the field in turn and tells the results to `sink`. A run that fails
// ends the measurement with a status that names its contender.

// One run in flight; a result for each contender.
absl::Status MeasureLatency(const ::peers::v1::LatencyPlan& plan, Field& field,
                            const EventSink& sink);

// As many runs in flight as the field was made for; a result for each block.
absl::Status MeasureThroughput(const ::peers::v1::ThroughputPlan& plan, Field& field,
                               const EventSink& sink);

// One run in flight; a result for each block.
absl::Status MeasureCounts(const ::peers::v1::CountingPlan& plan, Field& field,
                           const EventSink& sink);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_PEERS_MEASURE_H_
