#ifndef ASSAY_JUDGE_CLI_BENCH_H_
#define ASSAY_JUDGE_CLI_BENCH_H_

#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/store/state_directory.h"
#include "proto/judge/v1/report.pb.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {

struct BenchOptions {
  // Of both sandboxes that are measured; the pool's depth is the benchmark's.
  sandbox::SandboxOptions sandbox;
  // Samples of each latency.
  int samples = 300;
  // Runs behind each throughput.
  int throughput_runs = 400;
  // Jobs in flight.
  std::vector<int> jobs = {1, 2, 4, 8};
};

// Measures what a jail costs over starting the same program without one. The three latencies are
// sampled in turn, so that whatever disturbs the host disturbs all of them. ABORTED after
// `cancellation`.
absl::StatusOr<::judge::v1::BenchReport> RunBench(const BenchOptions& options,
                                                  const StateDirectory& state,
                                                  sandbox::PolicyStore& policies,
                                                  Cancellation& cancellation);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_BENCH_H_
