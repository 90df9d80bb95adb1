#include "judge/cli/bench.h"

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "judge/cli/quantile.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/evaluate/verdict.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"
#include "sandbox/sandbox.h"

extern "C" const char _binary_assay_return0_start[];
extern "C" const char _binary_assay_return0_end[];

namespace assay::judge {
namespace {

using ::judge::v1::BenchReport;

// Lets what a sample leaves to be done (removing its jail, making the next) be done before the next
// sample, as it is between the runs of a judge that is not overloaded.
constexpr absl::Duration kPause = absl::Milliseconds(8);
constexpr char kProgram[] = "/box/return0";

// One start of the program, to its end.
using Job = std::function<absl::Status()>;

absl::Status SpawnAndWait(const std::string& path) {
  char* const argv[] = {const_cast<char*>(path.c_str()), nullptr};
  char* const env[] = {nullptr};
  pid_t pid = -1;
  if (const int error = posix_spawn(&pid, path.c_str(), nullptr, nullptr, argv, env); error != 0) {
    return ErrnoStatus(error, absl::StrCat("posix_spawn ", path));
  }
  int status = 0;
  while (wait4(pid, &status, 0, nullptr) < 0) {
    if (errno != EINTR) return ErrnoStatus(errno, "wait4");
  }
  return absl::OkStatus();
}

absl::Status RunInJail(sandbox::Sandbox& sandbox, const std::string& folder,
                       const std::shared_ptr<const sandbox::SeccompFilter>& filter,
                       Cancellation& cancellation) {
  sandbox::RunSpec spec;
  spec.argv = {kProgram};
  spec.root.binds = {{.host_path = folder, .jail_path = "/box"}};
  spec.seccomp = filter;
  ASSAY_ASSIGN_OR_RETURN(const sandbox::RunResult result,
                         RunToEnd(sandbox, std::move(spec), cancellation));
  if (result.outcome == sandbox::Outcome(sandbox::Exited{0})) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("the measured program did not exit with 0: ", DescribeOutcome(result.outcome)));
}

absl::StatusOr<double> Microseconds(const Job& job) {
  const auto start = std::chrono::steady_clock::now();
  ASSAY_RETURN_IF_ERROR(job());
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

void SetQuantiles(const std::vector<double>& samples, ::judge::v1::Quantiles* quantiles) {
  quantiles->set_p50(Quantile(samples, 0.5));
  quantiles->set_p99(Quantile(samples, 0.99));
}

// Takes `samples` of each job in turn, after a few that do not count.
absl::StatusOr<std::vector<std::vector<double>>> SampleInTurn(const std::vector<Job>& jobs,
                                                              int samples) {
  constexpr int kWarmUp = 5;
  std::vector<std::vector<double>> results(jobs.size());
  for (int i = 0; i < samples + kWarmUp; ++i) {
    for (size_t j = 0; j < jobs.size(); ++j) {
      ASSAY_ASSIGN_OR_RETURN(const double microseconds, Microseconds(jobs[j]));
      if (i >= kWarmUp) results[j].push_back(microseconds);
      absl::SleepFor(kPause);
    }
  }
  return results;
}

// `runs` of `job` by `in_flight` threads.
absl::StatusOr<double> RunsPerSecond(const Job& job, int in_flight, int runs) {
  std::atomic<int> left = runs;
  absl::Mutex mutex;
  absl::Status first_error;
  const auto work = [&] {
    while (left.fetch_sub(1) > 0) {
      const absl::Status status = job();
      if (status.ok()) continue;
      const absl::MutexLock lock(&mutex);
      first_error.Update(status);
      left = 0;
    }
  };
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> workers;
  workers.reserve(in_flight);
  for (int i = 0; i < in_flight; ++i) {
    absl::StatusOr<std::thread> worker = StartThread(work);
    if (worker.ok()) {
      workers.push_back(*std::move(worker));
      continue;
    }
    const absl::MutexLock lock(&mutex);
    first_error.Update(worker.status());
    left = 0;
  }
  for (std::thread& worker : workers) worker.join();
  if (!first_error.ok()) return first_error;
  return runs / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double Largest(const google::protobuf::Map<int32_t, double>& values) {
  double largest = 0;
  for (const auto& [jobs, value] : values) largest = std::max(largest, value);
  return largest;
}

}  // namespace

absl::StatusOr<BenchReport> RunBench(const BenchOptions& options, const StateDirectory& state,
                                     sandbox::PolicyStore& policies, Cancellation& cancellation) {
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory folder, state.MakeDirectory("bench"));
  const std::string path = absl::StrCat(folder.path(), "/return0");
  ASSAY_RETURN_IF_ERROR(
      WriteFile(path,
                absl::string_view(_binary_assay_return0_start,
                                  _binary_assay_return0_end - _binary_assay_return0_start),
                0755));
  ASSAY_ASSIGN_OR_RETURN(const auto filter, policies.Get("native"));
  const int most_jobs = *std::max_element(options.jobs.begin(), options.jobs.end());
  sandbox::SandboxOptions pooled_options = options.sandbox;
  pooled_options.pool_depth = most_jobs;
  sandbox::SandboxOptions unpooled_options = options.sandbox;
  unpooled_options.pool_depth = 0;
  ASSAY_ASSIGN_OR_RETURN(const auto pooled, sandbox::Sandbox::Create(pooled_options));
  ASSAY_ASSIGN_OR_RETURN(const auto unpooled, sandbox::Sandbox::Create(unpooled_options));
  const Job run_floor = [&] { return SpawnAndWait(path); };
  const Job run_pooled = [&] { return RunInJail(*pooled, folder.path(), filter, cancellation); };
  const Job run_unpooled = [&] {
    return RunInJail(*unpooled, folder.path(), filter, cancellation);
  };

  BenchReport report;
  ASSAY_ASSIGN_OR_RETURN(const auto latencies,
                         SampleInTurn({run_floor, run_pooled, run_unpooled}, options.samples));
  report.set_sample_count(options.samples);
  SetQuantiles(latencies[0], report.mutable_floor_us());
  SetQuantiles(latencies[1], report.mutable_pooled_us());
  SetQuantiles(latencies[2], report.mutable_unpooled_us());
  report.set_latency_over_floor(report.pooled_us().p50() / report.floor_us().p50());
  for (const int jobs : options.jobs) {
    ASSAY_ASSIGN_OR_RETURN((*report.mutable_floor_runs_per_second())[jobs],
                           RunsPerSecond(run_floor, jobs, options.throughput_runs));
    ASSAY_ASSIGN_OR_RETURN((*report.mutable_runs_per_second())[jobs],
                           RunsPerSecond(run_pooled, jobs, options.throughput_runs));
  }
  report.set_throughput_over_floor(Largest(report.runs_per_second()) /
                                   Largest(report.floor_runs_per_second()));
  return report;
}

}  // namespace assay::judge
