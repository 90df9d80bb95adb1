// What a jail costs over starting the same program without one: the floor, posix_spawn and wait4.
//
// Every benchmark takes a floor sample beside each of its own, so that whatever disturbs the host
// disturbs both, and prints the ratio. Run it on an idle host:
//
//   bazel run --config=opt //tests/bench:jail_bench

#include <spawn.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "judge/cli/quantile.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::sandbox {
namespace {

// Lets what a sample leaves to be done off the path (removing its jail, making the next) be done
// before the next sample.
constexpr absl::Duration kPause = absl::Milliseconds(8);
constexpr int kSamples = 300;
constexpr int kThroughputRuns = 200;

// One start of the program, to its end. Returns whether it exited with 0.
using Job = std::function<bool()>;

std::string Program() { return std::filesystem::absolute("judge/cli/return0"); }

bool RunFloor() {
  const std::string path = Program();
  char* const argv[] = {const_cast<char*>(path.c_str()), nullptr};
  char* const env[] = {nullptr};
  pid_t pid = -1;
  if (posix_spawn(&pid, path.c_str(), nullptr, nullptr, argv, env) != 0) return false;
  int status = -1;
  return wait4(pid, &status, 0, nullptr) == pid && status == 0;
}

// A sandbox with `pool_depth` ready jails, and runs of the program in it.
class JailBench {
 public:
  explicit JailBench(int pool_depth) : filter_(PolicyStore().Get("native").value()) {
    SandboxOptions options;
    options.pool_depth = pool_depth;
    options.cgroup_parent = "assay-bench";
    sandbox_ = Sandbox::Create(options).value();
  }

  bool Run() {
    RunSpec spec;
    spec.argv = {"/box/return0"};
    spec.root.binds = {{Program(), "/box/return0"}};
    spec.seccomp = filter_;
    absl::StatusOr<sandbox::Run> run = sandbox_->Start(std::move(spec));
    if (!run.ok()) return false;
    const absl::StatusOr<RunResult> result = std::move(*run).Wait();
    return result.ok() && result->outcome == Outcome(Exited{0});
  }

 private:
  const std::shared_ptr<const SeccompFilter> filter_;
  std::unique_ptr<Sandbox> sandbox_;
};

// Seconds that `job` takes; an error ends the benchmark.
double Seconds(benchmark::State& state, const Job& job) {
  const auto start = std::chrono::steady_clock::now();
  if (!job()) state.SkipWithError("a run failed");
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One in flight.
void Latency(benchmark::State& state, const Job& job) {
  std::vector<double> floor_samples;
  std::vector<double> samples;
  for (int i = 0; i < 5; ++i) Seconds(state, job);
  for (auto _ : state) {
    floor_samples.push_back(Seconds(state, RunFloor));
    absl::SleepFor(kPause);
    samples.push_back(Seconds(state, job));
    absl::SleepFor(kPause);
    state.SetIterationTime(samples.back());
  }
  for (const auto& [name, q] : {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}}) {
    const double floor = judge::Quantile(floor_samples, q);
    const double value = judge::Quantile(samples, q);
    state.counters[absl::StrCat("floor_", name, "_us")] = floor * 1e6;
    state.counters[absl::StrCat(name, "_us")] = value * 1e6;
    state.counters[absl::StrCat(name, "_over_floor")] = value / floor;
  }
}

void BM_PooledLatency(benchmark::State& state) {
  JailBench bench(SandboxOptions().pool_depth);
  Latency(state, [&] { return bench.Run(); });
}
BENCHMARK(BM_PooledLatency)->UseManualTime()->Iterations(kSamples)->Unit(benchmark::kMicrosecond);

void BM_UnpooledLatency(benchmark::State& state) {
  JailBench bench(/*pool_depth=*/0);
  Latency(state, [&] { return bench.Run(); });
}
BENCHMARK(BM_UnpooledLatency)->UseManualTime()->Iterations(kSamples)->Unit(benchmark::kMicrosecond);

// `kThroughputRuns` of `job` by `in_flight` threads.
bool RunAll(const Job& job, int64_t in_flight) {
  std::atomic<int> left = kThroughputRuns;
  std::atomic<bool> good = true;
  std::vector<std::thread> workers;
  for (int64_t i = 0; i < in_flight; ++i) {
    workers.emplace_back([&] {
      while (left.fetch_sub(1) > 0) {
        if (!job()) good = false;
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return good;
}

// Runs a second with as many in flight as the argument says.
void BM_Throughput(benchmark::State& state) {
  const int64_t in_flight = state.range(0);
  JailBench bench(/*pool_depth=*/static_cast<int>(in_flight));
  std::vector<double> floor_seconds;
  std::vector<double> seconds;
  RunAll([&] { return bench.Run(); }, in_flight);
  for (auto _ : state) {
    floor_seconds.push_back(Seconds(state, [&] { return RunAll(RunFloor, in_flight); }));
    seconds.push_back(
        Seconds(state, [&] { return RunAll([&] { return bench.Run(); }, in_flight); }));
    state.SetIterationTime(seconds.back());
  }
  const double floor_rate = kThroughputRuns / judge::Quantile(floor_seconds, 0.5);
  const double rate = kThroughputRuns / judge::Quantile(seconds, 0.5);
  state.counters["floor_runs_per_s"] = floor_rate;
  state.counters["runs_per_s"] = rate;
  state.counters["over_floor"] = rate / floor_rate;
}
BENCHMARK(BM_Throughput)
    ->ArgName("in_flight")
    ->RangeMultiplier(2)
    ->Range(1, 8)
    ->UseManualTime()
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);

// Runs alone, without the floor between them: for a profiler.
void BM_Load(benchmark::State& state) {
  const int64_t in_flight = state.range(0);
  JailBench bench(/*pool_depth=*/static_cast<int>(in_flight));
  for (auto _ : state) {
    state.SetIterationTime(
        Seconds(state, [&] { return RunAll([&] { return bench.Run(); }, in_flight); }));
  }
}
BENCHMARK(BM_Load)
    ->ArgName("in_flight")
    ->RangeMultiplier(2)
    ->Range(1, 8)
    ->UseManualTime()
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::sandbox

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  benchmark::RunSpecifiedBenchmarks();
  return EXIT_SUCCESS;
}
