#include "judge/cli/run_report.h"

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/text_report.h"

namespace assay::judge {

int ReportRun(const ::sandbox::v1::RunReport& report, bool json) {
  if (json) {
    std::fputs(JsonText(report).c_str(), stdout);
  } else {
    const std::string line =
        absl::StrCat(OutcomeText(report.outcome()), "  ", UsageText(report.usage()), "\n");
    std::fputs(line.c_str(), stderr);
  }
  const ::sandbox::v1::Outcome& outcome = report.outcome();
  return outcome.has_exited() && outcome.exited().exit_code() == 0 ? kExitAccepted
                                                                   : kExitOtherVerdict;
}

}  // namespace assay::judge
