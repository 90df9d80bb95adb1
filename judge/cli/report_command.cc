#include <cstdio>
#include <functional>

#include "absl/strings/str_cat.h"
#include "judge/batch/distinct_files.h"
#include "judge/batch/reports.h"
#include "judge/cli/batch_flags.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/pass_at_k_text.h"

namespace assay::judge {
namespace {

int Report(const ReportFlags& flags) {
  const absl::Status distinct =
      CheckDistinct({{"RESULTS", flags.results}}, {{"--html", flags.reports.html},
                                                   {"--csv", flags.reports.csv},
                                                   {"--junit", flags.reports.junit}});
  if (!distinct.ok()) return Fail(kExitUsage, distinct);
  const absl::StatusOr<ResultsSummary> summary =
      MakeReports(flags.results, flags.reports, flags.ks);
  if (!summary.ok()) return Fail(ExitCodeOfArgument(summary.status()), summary.status());
  std::string text = absl::StrCat(summary->count, " submissions\n");
  for (const auto& [verdict, count] : summary->verdicts) {
    absl::StrAppend(&text, "  ", verdict, " ", count, "\n");
  }
  if (summary->memo > 0) absl::StrAppend(&text, "  of these from memo ", summary->memo, "\n");
  absl::StrAppend(&text, PassAtKText(*summary, flags.ks));
  std::fputs(text.c_str(), stdout);
  return kExitAccepted;
}

}  // namespace

void AddReportCommand(CLI::App* app, std::function<int()>* action) {
  AddReportCommand(
      app, [action](const ReportFlags& flags) { *action = [flags] { return Report(flags); }; });
}

}  // namespace assay::judge
