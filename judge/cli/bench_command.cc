#include <cstdio>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_format.h"
#include "judge/cli/bench.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/limit_flags.h"
#include "judge/cli/session.h"
#include "judge/cli/text_report.h"

namespace assay::judge {
namespace {

using ::judge::v1::BenchReport;

constexpr char kHelp[] = "Measure what a jail costs on this host.";

constexpr char kFooter[] =
    R"(The unit is the floor: posix_spawn and wait4 of the same static program. A pooled run finds a
ready jail, an unpooled one has to make it. Takes some twenty seconds; the host should be idle.)";

void PrintTable(const BenchReport& report) {
  const auto print = [](const char* name, const ::judge::v1::Quantiles& quantiles) {
    absl::PrintF("%-9s  p50 %8.0f us  p99 %8.0f us\n", name, quantiles.p50(), quantiles.p99());
  };
  print("floor", report.floor_us());
  print("pooled", report.pooled_us());
  print("unpooled", report.unpooled_us());
  absl::PrintF("latency over floor     %.2f\n", report.latency_over_floor());
  std::set<int> jobs;
  for (const auto& [count, rate] : report.runs_per_second()) jobs.insert(count);
  for (const int count : jobs) {
    absl::PrintF("%d in flight  %7.0f runs/s  floor %7.0f runs/s\n", count,
                 report.runs_per_second().at(count), report.floor_runs_per_second().at(count));
  }
  absl::PrintF("throughput over floor  %.2f\n", report.throughput_over_floor());
}

struct BenchFlags {
  BenchOptions options;
  bool json = false;
};

int Bench(const BenchFlags& flags) {
  const absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(flags.options.sandbox);
  if (!session.ok()) return Fail(kExitHost, session.status());
  const absl::StatusOr<BenchReport> report = RunBench(
      flags.options, (*session)->state(), (*session)->policies(), (*session)->cancellation());
  if (!report.ok()) return (*session)->Fail(kExitHost, report.status());
  if (flags.json) {
    std::fputs(JsonText(*report, /*proto_field_names=*/true).c_str(), stdout);
  } else {
    PrintTable(*report);
  }
  return kExitAccepted;
}

}  // namespace

void AddBenchCommand(CLI::App* app, std::function<int()>* action) {
  CLI::App* command = app->add_subcommand("bench", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<BenchFlags>();
  AddWeakenFlag(command, &flags->options.sandbox.accepted_weaknesses);
  AddFormatFlag(command, &flags->json);
  command->callback([flags, action] { *action = [flags] { return Bench(*flags); }; });
}

}  // namespace assay::judge
