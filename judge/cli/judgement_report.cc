#include "judge/cli/judgement_report.h"

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/progress.h"
#include "judge/cli/text_report.h"

namespace assay::judge {

using ::judge::v1::Judgement;
using ::judge::v1::TestResult;

int ReportJudgement(const Judgement& judgement, bool json, std::FILE* text_file) {
  const std::string text = json ? JsonText(judgement)
                                : absl::StrCat(CompileText(judgement.compile()),
                                               SummaryLine(judgement, WantsColor(text_file)));
  std::fputs(text.c_str(), json ? stdout : text_file);
  return ExitCodeOf(judgement.verdict());
}

int ReportProblemFault(const absl::Status& status, const std::string& language, bool json) {
  Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  judgement.set_language(language);
  judgement.set_message(MakePrintableLine(status.message()));
  return ReportJudgement(judgement, json, stdout);
}

void PrintRunReport(const TestResult& result) {
  std::string text = VerdictText(result.verdict(), WantsColor(stderr));
  if (result.has_outcome()) absl::StrAppend(&text, "  ", OutcomeText(result.outcome()));
  if (!result.message().empty()) absl::StrAppend(&text, "  ", result.message());
  if (result.has_usage()) absl::StrAppend(&text, "  ", UsageText(result.usage()));
  std::fputs(absl::StrCat(text, "\n").c_str(), stderr);
}

}  // namespace assay::judge
