// How the library behaves with many slots: throughput for each slot, memory of the supervisor and
// of its launcher, and how long one extra run takes while a batch is under way. On an idle host:
//
//   bazel run --config=opt //tests/bench/scale -- [--tests=10000] [--json=FILE]
//
// Two programs. "return 0" is all jail and no work: its throughput is bound by the host's cpus. A
// sleeper of 50 ms stands for a program with a cpu of its own, which this host may not have: its
// throughput should grow with the slots.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/cli/quantile.h"
#include "sandbox/base/file.h"
#include "sandbox/base/thread.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::sandbox {
namespace {

constexpr int kSlotCounts[] = {1, 2, 4, 8, 16, 32, 64};
constexpr int kManyRuns = 1000;
constexpr int kSleepMilliseconds = 50;
constexpr absl::Duration kExtraRunPause = absl::Milliseconds(50);

struct Program {
  const char* name;
  const char* path;
  std::vector<std::string> arguments;
};

Program ReturnZero() { return {"return 0", "judge/cli/return0", {}}; }

Program Sleeper(int milliseconds) {
  return {"sleep", "tests/jail/probe", {"sleep", absl::StrCat(milliseconds)}};
}

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// VmRSS of a process, in KiB; 0 when it is gone.
int64_t ResidentKibibytes(const std::string& pid) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  std::string line;
  while (std::getline(status, line)) {
    absl::string_view text = line;
    if (!absl::ConsumePrefix(&text, "VmRSS:")) continue;
    int64_t kibibytes = 0;
    if (absl::SimpleAtoi(absl::StripSuffix(text, "kB"), &kibibytes)) return kibibytes;
  }
  return 0;
}

std::string LauncherPid() {
  std::ifstream children(absl::StrCat("/proc/self/task/", getpid(), "/children"));
  std::string pid;
  while (children >> pid) {
    if (absl::StartsWith(ReadFile(absl::StrCat("/proc/", pid, "/comm"), 64).value_or(""),
                         "assay-launcher")) {
      return pid;
    }
  }
  return "";
}

class Bench {
 public:
  explicit Bench(int max_jails) : filter_(PolicyStore().Get("native").value()) {
    SandboxOptions options;
    options.max_jails = max_jails;
    options.cgroup_parent = "assay-bench";
    sandbox_ = Sandbox::Create(options).value();
  }

  absl::StatusOr<Run> Start(const Program& program) {
    RunSpec spec;
    spec.argv = {"/box/program"};
    spec.argv.insert(spec.argv.end(), program.arguments.begin(), program.arguments.end());
    spec.root.binds = {{std::filesystem::absolute(program.path), "/box/program"}};
    spec.seccomp = filter_;
    spec.limits.wall_time = absl::Minutes(10);
    return sandbox_->Start(std::move(spec));
  }

  // Seconds from before the start to the known end. Negative for a failure, which is printed.
  double RunOnce(const Program& program) {
    const double start = Now();
    absl::StatusOr<Run> run = Start(program);
    const absl::StatusOr<RunResult> result =
        run.ok() ? std::move(*run).Wait() : absl::StatusOr<RunResult>(run.status());
    if (!result.ok() || result->outcome != Outcome(Exited{0})) {
      absl::FPrintF(stderr, "a run of %s failed: %s\n", program.name, result.status().ToString());
      return -1;
    }
    return Now() - start;
  }

  // Not before the first run has ended: until then the launcher may not have its name.
  int64_t LauncherKibibytes() const { return ResidentKibibytes(LauncherPid()); }

 private:
  const std::shared_ptr<const SeccompFilter> filter_;
  std::unique_ptr<Sandbox> sandbox_;
};

struct Batch {
  int slots = 0;
  int tests = 0;
  double seconds = 0;
  int64_t supervisor_kibibytes = 0;
  int64_t launcher_kibibytes = 0;
  // Latencies of extra runs, one at a time, beside the batch.
  std::vector<double> extra_seconds;
  bool good = true;
};

// `tests` runs of `program` by `slots` threads, and extra runs of "return 0" beside them.
Batch RunBatch(Bench& bench, const Program& program, int slots, int tests) {
  Batch batch;
  batch.slots = slots;
  batch.tests = tests;
  std::atomic<int> left = tests;
  std::atomic<bool> good = true;
  std::atomic<bool> over = false;
  const Program return_zero = ReturnZero();
  // What the pool adapts to.
  for (int i = 0; i < 4; ++i) bench.RunOnce(program);
  const double start = Now();
  std::vector<std::thread> workers;
  for (int slot = 0; slot < slots; ++slot) {
    workers.push_back(StartThread([&] {
                        while (left.fetch_sub(1) > 0) {
                          if (bench.RunOnce(program) < 0) good = false;
                        }
                      }).value());
  }
  std::thread extra = StartThread([&] {
                        while (!over) {
                          absl::SleepFor(kExtraRunPause);
                          const double seconds = bench.RunOnce(return_zero);
                          if (seconds < 0) good = false;
                          batch.extra_seconds.push_back(seconds);
                          batch.supervisor_kibibytes =
                              std::max(batch.supervisor_kibibytes, ResidentKibibytes("self"));
                          batch.launcher_kibibytes =
                              std::max(batch.launcher_kibibytes, bench.LauncherKibibytes());
                        }
                      }).value();
  for (std::thread& worker : workers) worker.join();
  batch.seconds = Now() - start;
  over = true;
  extra.join();
  batch.good = good;
  return batch;
}

std::string Json(absl::string_view program, const Batch& batch) {
  const double rate = batch.tests / batch.seconds;
  return absl::StrFormat(
      "{\"program\": \"%s\", \"slots\": %d, \"tests\": %d, \"seconds\": %.3f, "
      "\"runs_per_second\": %.1f, \"runs_per_second_per_slot\": %.2f, "
      "\"supervisor_kib\": %d, \"launcher_kib\": %d, \"extra_runs\": %d, "
      "\"extra_ms\": {\"p50\": %.2f, \"p90\": %.2f, \"p99\": %.2f}}",
      program, batch.slots, batch.tests, batch.seconds, rate, rate / batch.slots,
      batch.supervisor_kibibytes, batch.launcher_kibibytes, batch.extra_seconds.size(),
      judge::Quantile(batch.extra_seconds, 0.5) * 1e3,
      judge::Quantile(batch.extra_seconds, 0.9) * 1e3,
      judge::Quantile(batch.extra_seconds, 0.99) * 1e3);
}

void PrintRow(const Batch& batch) {
  const double rate = batch.tests / batch.seconds;
  absl::PrintF("%5d  %6d  %8.1f  %9.2f  %10.1f  %8.1f  %9.2f  %9.2f\n", batch.slots, batch.tests,
               rate, rate / batch.slots, batch.supervisor_kibibytes / 1024.0,
               batch.launcher_kibibytes / 1024.0, judge::Quantile(batch.extra_seconds, 0.5) * 1e3,
               judge::Quantile(batch.extra_seconds, 0.99) * 1e3);
  std::fflush(stdout);
}

// kManyRuns at once, each waited for by a thread of its own, which is the library's way.
struct Many {
  bool good = true;
  int64_t supervisor_kibibytes = 0;
  int64_t launcher_kibibytes = 0;
};

Many HoldMany() {
  Many many;
  Bench bench(1024);
  std::vector<Run> runs;
  const Program sleeper = Sleeper(600'000);
  for (int i = 0; i < kManyRuns; ++i) {
    absl::StatusOr<Run> run = bench.Start(sleeper);
    if (!run.ok()) {
      absl::FPrintF(stderr, "run %d of %d in flight: %s\n", i + 1, kManyRuns,
                    run.status().ToString());
      many.good = false;
      break;
    }
    runs.push_back(*std::move(run));
  }
  std::vector<std::thread> waiters;
  std::atomic<int> waiting = 0;
  for (Run& run : runs) {
    waiters.push_back(StartThread([&run, &waiting] {
                        ++waiting;
                        std::move(run).Wait().status().IgnoreError();
                      }).value());
  }
  while (waiting < static_cast<int>(runs.size())) absl::SleepFor(absl::Milliseconds(10));
  absl::SleepFor(absl::Seconds(1));
  many.supervisor_kibibytes = ResidentKibibytes("self");
  many.launcher_kibibytes = bench.LauncherKibibytes();
  for (Run& run : runs) run.Kill();
  for (std::thread& waiter : waiters) waiter.join();
  return many;
}

int Main(int tests, const std::string& json_path) {
  std::vector<std::string> rows;
  bool good = true;
  for (const Program& program : {ReturnZero(), Sleeper(kSleepMilliseconds)}) {
    absl::PrintF(
        "%s\nslots   tests  runs/s    per slot  supervisor  launcher  extra p50  extra p99\n"
        "                                  MiB         MiB       ms         ms\n",
        program.name);
    for (const int slots : kSlotCounts) {
      Bench bench(256);
      // The sleeper's batch would take minutes in few slots.
      const bool sleeps = !program.arguments.empty();
      const int count = sleeps ? std::min(tests, slots * 50) : tests;
      const Batch batch = RunBatch(bench, program, slots, count);
      good = good && batch.good;
      PrintRow(batch);
      rows.push_back(Json(program.name, batch));
    }
  }
  const Many many = HoldMany();
  good = good && many.good;
  absl::PrintF("%d in flight: supervisor %.1f MiB, launcher %.1f MiB\n", kManyRuns,
               many.supervisor_kibibytes / 1024.0, many.launcher_kibibytes / 1024.0);
  if (!json_path.empty()) {
    const std::string text = absl::StrCat(
        "{\"batches\": [\n  ", absl::StrJoin(rows, ",\n  "),
        absl::StrFormat("\n], \"in_flight\": {\"runs\": %d, \"supervisor_kib\": %d, "
                        "\"launcher_kib\": %d}}\n",
                        kManyRuns, many.supervisor_kibibytes, many.launcher_kibibytes));
    if (const absl::Status status = WriteFile(json_path, text); !status.ok()) {
      absl::FPrintF(stderr, "%s\n", status.ToString());
      good = false;
    }
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace assay::sandbox

int main(int argc, char** argv) {
  int tests = 10'000;
  std::string json_path;
  for (int i = 1; i < argc; ++i) {
    absl::string_view text = argv[i];
    if (absl::ConsumePrefix(&text, "--json=")) {
      json_path = std::string(text);
    } else if (!absl::ConsumePrefix(&text, "--tests=") || !absl::SimpleAtoi(text, &tests) ||
               tests < 1) {
      std::fputs("usage: scale [--tests=N] [--json=FILE]\n", stderr);
      return 2;
    }
  }
  return assay::sandbox::Main(tests, json_path);
}
