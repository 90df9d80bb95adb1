// Whether reported cpu times are true: a program burns what it is told to, by its own clocks, in
// jails, alone and with every slot busy. Start it by tests/bench/time_truth/run.

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/cli/quantile.h"
#include "sandbox/base/status.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"
#include "tests/bench/time_truth/figures.h"

namespace assay::bench {
namespace {

const std::vector<std::string> kKinds = {"user", "system", "threads", "children", "chain"};
constexpr double kBurnSeconds[] = {0.01, 0.1, 1, 10};
// What a row may take, apart from the least number of samples.
constexpr double kRowSeconds = 60;
constexpr int kLeastSamples = 5;
// Lets what a run leaves to be done be done.
constexpr absl::Duration kPause = absl::Milliseconds(8);

struct Flags {
  std::string probe;
  int samples = 50;
  double longest = 10;
  std::vector<std::string> kinds = kKinds;
  bool json = false;
};

class TimeTruth {
 public:
  static absl::StatusOr<std::unique_ptr<TimeTruth>> Create(const Flags& flags) {
    sandbox::SandboxOptions options;
    options.cgroup_parent = "assay-time-truth";
    ASSAY_ASSIGN_OR_RETURN(auto sandbox, sandbox::Sandbox::Create(options));
    ASSAY_ASSIGN_OR_RETURN(auto filter, sandbox::PolicyStore().Get("native"));
    return std::unique_ptr<TimeTruth>(new TimeTruth(flags, std::move(sandbox), std::move(filter)));
  }

  int slots() const { return static_cast<int>(sandbox_->cpus().size()); }

  absl::StatusOr<StartUp> MeasureStartUp() {
    std::vector<double> reported;
    std::vector<double> floor;
    constexpr int kFactor = 4;  // They are short.
    for (int i = 0; i < kFactor * flags_.samples; ++i) {
      ASSAY_ASSIGN_OR_RETURN(const Ending ending, Run({"exit", "0"}, /*slot=*/0));
      reported.push_back(absl::ToDoubleSeconds(ending.usage.cpu_time()));
      absl::SleepFor(kPause);
      ASSAY_ASSIGN_OR_RETURN(floor.emplace_back(), FloorCpuSeconds());
      absl::SleepFor(kPause);
    }
    return StartUp{static_cast<int>(floor.size()), judge::Quantile(reported, 0.5),
                   judge::Quantile(floor, 0.5)};
  }

  // Runs of one burn, `in_flight` at once until there are enough.
  absl::StatusOr<BurnFigures> Measure(const std::string& kind, double burn_seconds, int in_flight,
                                      double start_up) {
    const int wanted = std::clamp(static_cast<int>(kRowSeconds / burn_seconds), kLeastSamples,
                                  std::max(flags_.samples, kLeastSamples));
    std::atomic<int> left = std::min(wanted, flags_.samples);
    absl::Mutex mutex;
    std::vector<BurnSample> samples;
    absl::Status error;
    const auto work = [&](int slot) {
      while (left.fetch_sub(1) > 0) {
        const absl::StatusOr<BurnSample> sample = Burn(kind, burn_seconds, slot);
        const absl::MutexLock lock(&mutex);
        if (sample.ok()) {
          samples.push_back(*sample);
        } else {
          error = sample.status();
          left = 0;
        }
      }
    };
    std::vector<std::thread> threads;
    for (int slot = 0; slot < in_flight; ++slot) threads.emplace_back(work, slot);
    for (std::thread& thread : threads) thread.join();
    if (!error.ok()) return error;
    BurnFigures figures = Summarize(samples, start_up);
    figures.kind = kind;
    figures.burn_seconds = burn_seconds;
    figures.in_flight = in_flight;
    return figures;
  }

 private:
  struct Ending {
    sandbox::Usage usage;
    std::string output;
  };

  TimeTruth(const Flags& flags, std::unique_ptr<sandbox::Sandbox> sandbox,
            std::shared_ptr<const sandbox::SeccompFilter> filter)
      : flags_(flags), sandbox_(std::move(sandbox)), filter_(std::move(filter)) {}

  absl::StatusOr<Ending> Run(const std::vector<std::string>& arguments, int slot) {
    Ending ending;
    sandbox::RunSpec spec;
    spec.argv = {"/box/probe"};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    spec.root.binds = {{flags_.probe, "/box/probe"}};
    spec.limits.cpu_time = absl::Minutes(5);
    spec.limits.wall_time = absl::Minutes(60);
    spec.limits.task_count = 32;
    spec.seccomp = filter_;
    spec.cpu = sandbox_->cpus()[slot];
    spec.stdout_target = [&](absl::string_view data) { absl::StrAppend(&ending.output, data); };
    ASSAY_ASSIGN_OR_RETURN(sandbox::Run run, sandbox_->Start(std::move(spec)));
    ASSAY_ASSIGN_OR_RETURN(const sandbox::RunResult result, std::move(run).Wait());
    if (result.outcome != sandbox::Outcome(sandbox::Exited{0})) {
      return absl::InternalError(absl::StrCat("probe ", arguments[0], " did not exit with 0"));
    }
    ending.usage = result.usage;
    return ending;
  }

  absl::StatusOr<BurnSample> Burn(const std::string& kind, double burn_seconds, int slot) {
    const auto milliseconds = static_cast<int64_t>(burn_seconds * 1e3);
    ASSAY_ASSIGN_OR_RETURN(const Ending ending,
                           Run({absl::StrCat("burn-in-", kind), absl::StrCat(milliseconds)}, slot));
    int64_t own_ns = 0;
    if (!absl::SimpleAtoi(absl::StripSuffix(ending.output, "\n"), &own_ns) || own_ns <= 0) {
      return absl::InternalError(absl::StrCat("probe printed \"", ending.output, "\""));
    }
    return BurnSample{absl::ToDoubleSeconds(ending.usage.cpu_time()),
                      static_cast<double>(own_ns) / 1e9,
                      absl::ToDoubleSeconds(ending.usage.cpu_time_uncertainty)};
  }

  absl::StatusOr<double> FloorCpuSeconds() const {
    char* const argv[] = {const_cast<char*>(flags_.probe.c_str()), const_cast<char*>("exit"),
                          const_cast<char*>("0"), nullptr};
    char* const env[] = {nullptr};
    pid_t pid = -1;
    if (const int error = posix_spawn(&pid, argv[0], nullptr, nullptr, argv, env); error != 0) {
      return ErrnoStatus(error, absl::StrCat("spawn ", flags_.probe));
    }
    int status = -1;
    rusage usage = {};
    if (wait4(pid, &status, 0, &usage) != pid || status != 0) {
      return absl::InternalError(absl::StrCat(flags_.probe, " did not exit with 0"));
    }
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  }

  const Flags flags_;
  const std::unique_ptr<sandbox::Sandbox> sandbox_;
  const std::shared_ptr<const sandbox::SeccompFilter> filter_;
};

absl::Status Report(const Flags& flags) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<TimeTruth> bench, TimeTruth::Create(flags));
  ASSAY_ASSIGN_OR_RETURN(const StartUp start_up, bench->MeasureStartUp());
  std::vector<int> loads = {1};
  if (bench->slots() > 1) loads.push_back(bench->slots());
  std::vector<BurnFigures> rows;
  for (const int in_flight : loads) {
    for (const std::string& kind : flags.kinds) {
      for (const double seconds : kBurnSeconds) {
        if (seconds > flags.longest) continue;
        std::fprintf(stderr, "time_truth: %s, %g s, %d in flight\n", kind.c_str(), seconds,
                     in_flight);
        ASSAY_ASSIGN_OR_RETURN(rows.emplace_back(),
                               bench->Measure(kind, seconds, in_flight, start_up.reported));
      }
    }
  }
  std::fputs((flags.json ? Json(start_up, rows) : Table(start_up, rows)).c_str(), stdout);
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  CLI::App app("Compares the cpu times that are reported with what programs burn.");
  Flags flags;
  app.add_option("--probe", flags.probe, "The program: tests/jail/probe")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--samples", flags.samples, "Runs of each burn, fewer of the long ones")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--longest", flags.longest, "No burn longer than this, in seconds")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--only", flags.kinds, "Only this kind; repeatable")
      ->check(CLI::IsMember(kKinds))
      ->allow_extra_args(false);
  app.add_flag("--json", flags.json, "JSON in place of the table");
  CLI11_PARSE(app, argc, argv);
  flags.probe = std::filesystem::absolute(flags.probe);
  const absl::Status status = Report(flags);
  if (status.ok()) return 0;
  std::fprintf(stderr, "time_truth: %s\n", std::string(status.message()).c_str());
  return 1;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) { return assay::bench::Main(argc, argv); }
