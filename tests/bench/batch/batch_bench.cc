// How much of what jails make possible a batch gets: submissions of a tiny program, each to be
// compiled and run on every test. On an idle host:
//
//   bazel run --config=opt //tests/bench/batch -- [--submissions=1000] [--tests=20] [--rounds=5]
//
// Three things are measured in turn, round by round, so that what disturbs the host disturbs all,
// and the medians count:
//
//   runs      the compiled program in jails, by a thread for each cpu, with nothing around it: no
//             input, no check of the output, no result. This is jail_bench's throughput for this
//             program and the language's own jail.
//   compiles  the compiler in jails, in the same way.
//   batch     what `sandbox_cli batch` does, results on disk included.
//
// The share is the time that the batch's compiles and runs take alone, over the time of the batch.
// The memory is this process's, which has nothing of the programs' in it.

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/batch/local_judge.h"
#include "judge/batch/results_file.h"
#include "judge/batch/runner.h"
#include "judge/cli/quantile.h"
#include "judge/evaluate/compile.h"
#include "judge/evaluate/package_programs.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/run_spec_builder.h"
#include "judge/language/language_store.h"
#include "judge/problem/tests_directory.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/file.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {
namespace {

struct Settings {
  int submissions = 1000;
  int tests = 20;
  int rounds = 5;
};

constexpr char kProgram[] =
    "#include <stdio.h>\n"
    "int main() { int a, b; scanf(\"%d %d\", &a, &b); printf(\"%d\\n\", a + b); }\n";

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

[[noreturn]] void Die(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  std::exit(1);
}

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) Die(value.status());
  return *std::move(value);
}

// Memory of this process that is its own.
double ResidentMebibytes() {
  std::ifstream file("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  file >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// Submissions that are not the same to a byte.
class Generated : public EntrySource {
 public:
  Generated(const ::judge::v1::Language* language, int count)
      : language_(language), count_(count) {}

  absl::StatusOr<std::optional<BatchEntry>> Next() override {
    if (next_ == count_) return std::nullopt;
    BatchEntry entry;
    entry.id = absl::StrCat("s", next_++);
    entry.problem = "sum";
    entry.language = language_;
    entry.source = {.display_name = entry.id,
                    .contents = absl::StrCat(kProgram, "// ", entry.id, "\n")};
    return entry;
  }

 private:
  const ::judge::v1::Language* const language_;
  const int count_;
  int next_ = 0;
};

class BatchBench {
 public:
  explicit BatchBench(const Settings& settings) : settings_(settings) {
    state_ = OrDie(StateDirectory::Open(OrDie(DefaultStateRoot())));
    sandbox::SandboxOptions options;
    options.cgroup_parent = "assay-bench";
    sandbox_ = OrDie(sandbox::Sandbox::Create(options));
    language_ = OrDie(languages_.Get("c"));
    tests_ = OrDie(state_->MakeDirectory("tests"));
    for (int i = 0; i < settings.tests; ++i) {
      const std::string stem = absl::StrCat(tests_->path(), "/", i);
      absl::Status status = WriteFile(stem + ".in", absl::StrCat(i, " ", i, "\n"));
      if (status.ok()) status = WriteFile(stem + ".ans", absl::StrCat(2 * i, "\n"));
      if (!status.ok()) Die(status);
    }
    Problem problem = OrDie(ReadTestsDirectory(tests_->path()));
    problem.limits = LimitsOfBareTests();
    limits_ = OrDie(PlanRunLimits(problem.limits, {}, language_->run()));
    problems_.emplace("sum", LoadedProblem{.problem = std::move(problem), .digest = ""});
    program_ = OrDie(Compile(context(), source(), *language_, {})).program;
  }

  // Runs a second, all cpus together.
  double RunRate() {
    return Rate(settings_.submissions * settings_.tests / 4, [this](int cpu) {
      sandbox::RunSpec spec = OrDie(MakeRunSpec(*program_, *language_, limits_, policies_));
      spec.cpu = cpu;
      std::move(OrDie(sandbox_->Start(std::move(spec)))).Wait().IgnoreError();
    });
  }

  double CompileRate() {
    return Rate(settings_.submissions / 4,
                [this](int cpu) { OrDie(Compile(context(), source(), *language_, {}, cpu)); });
  }

  // Seconds of a batch; the memory at a tenth of it and at its end.
  double RunBatch(double* early_mebibytes, double* late_mebibytes) {
    const std::string path = absl::StrCat(state_->path(), "/results.jsonl");
    std::filesystem::remove(path);
    const std::unique_ptr<ResultsFile> results =
        OrDie(ResultsFile::Create(path, {}, SyncPolicy::kSecond));
    const DoneSet none;
    const int tenth = settings_.submissions / 10;
    LocalJudge::Options options;
    options.cpus = sandbox_->cpus();
    const std::unique_ptr<LocalJudge> judge =
        OrDie(LocalJudge::Create(context(), problems_, std::move(options)));
    const BatchParts parts = {
        .judge = *judge,
        .cancellation = cancellation_,
        .problems = problems_,
        .results = *results,
        .done = none,
        .memo = nullptr,
        .toolchain = [](const ::judge::v1::Language&) { return std::string(); },
        .memo_salt = "",
        .on_progress =
            [&](const BatchCounts& counts) {
              if (counts.done == tenth) *early_mebibytes = ResidentMebibytes();
            },
        .on_host_failure = [](const std::string&, const absl::Status& status) { Die(status); }};
    Generated entries(language_, settings_.submissions);
    BatchRunner runner(parts);
    const double start = Now();
    if (const absl::Status status = runner.Run(entries); !status.ok()) Die(status);
    const double seconds = Now() - start;
    *late_mebibytes = ResidentMebibytes();
    if (runner.counts().accepted != settings_.submissions) {
      Die(absl::InternalError("not all were accepted"));
    }
    return seconds;
  }

 private:
  JudgeContext context() {
    return {.sandbox = *sandbox_,
            .policies = policies_,
            .state = *state_,
            .cancellation = cancellation_,
            .languages = languages_,
            .package_programs = package_programs_};
  }
  static Source source() { return {.display_name = "sum.c", .contents = kProgram}; }

  double Rate(int count, const std::function<void(int cpu)>& job) {
    std::atomic<int> left = count;
    std::vector<std::thread> workers;
    const double start = Now();
    for (const int cpu : sandbox_->cpus()) {
      workers.emplace_back([&, cpu] {
        while (left.fetch_sub(1) > 0) job(cpu);
      });
    }
    for (std::thread& worker : workers) worker.join();
    return count / (Now() - start);
  }

  const Settings settings_;
  const LanguageStore languages_ = OrDie(LanguageStore::BuiltIn());
  Cancellation cancellation_;
  sandbox::PolicyStore policies_;
  std::unique_ptr<StateDirectory> state_;
  PackagePrograms package_programs_{PackagePrograms::Options()};
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  const ::judge::v1::Language* language_ = nullptr;
  std::optional<TemporaryDirectory> tests_;
  sandbox::Limits limits_;
  std::map<std::string, LoadedProblem> problems_;
  std::optional<Program> program_;
};

int Measure(const Settings& settings) {
  BatchBench bench(settings);
  bench.RunRate();
  std::vector<double> run_rates;
  std::vector<double> compile_rates;
  std::vector<double> batch_seconds;
  std::vector<double> shares;
  const double all_runs = settings.submissions * settings.tests;
  for (int round = 0; round < settings.rounds; ++round) {
    run_rates.push_back(bench.RunRate());
    compile_rates.push_back(bench.CompileRate());
    double early = 0;
    double late = 0;
    batch_seconds.push_back(bench.RunBatch(&early, &late));
    const double possible =
        all_runs / run_rates.back() + settings.submissions / compile_rates.back();
    shares.push_back(100 * possible / batch_seconds.back());
    std::printf(
        "round %d: runs %.0f/s, compiles %.1f/s, batch %.2f s, share %.1f %%; memory %.1f "
        "MiB at a tenth, %.1f MiB at the end\n",
        round + 1, run_rates.back(), compile_rates.back(), batch_seconds.back(), shares.back(),
        early, late);
    std::fflush(stdout);
  }
  const double runs = Quantile(run_rates, 0.5);
  const double compiles = Quantile(compile_rates, 0.5);
  const double seconds = Quantile(batch_seconds, 0.5);
  std::printf("medians: runs alone %.0f/s, compiles alone %.1f/s\n", runs, compiles);
  std::printf(
      "batch of %d submissions and %d tests: %.2f s, %.0f runs/s with the compiles, "
      "%.0f without\n",
      settings.submissions, settings.tests, seconds, all_runs / seconds,
      all_runs / (seconds - settings.submissions / compiles));
  std::printf("share of what is possible: %.1f %%\n", Quantile(shares, 0.5));
  return 0;
}

bool ParseFlag(absl::string_view argument, absl::string_view name, int* value) {
  return absl::ConsumePrefix(&argument, name) && absl::SimpleAtoi(argument, value) && *value > 0;
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  assay::judge::Settings settings;
  for (int i = 1; i < argc; ++i) {
    if (!assay::judge::ParseFlag(argv[i], "--submissions=", &settings.submissions) &&
        !assay::judge::ParseFlag(argv[i], "--tests=", &settings.tests) &&
        !assay::judge::ParseFlag(argv[i], "--rounds=", &settings.rounds)) {
      std::fprintf(stderr, "usage: batch [--submissions=N] [--tests=N] [--rounds=N]\n");
      return 2;
    }
  }
  return assay::judge::Measure(settings);
}
