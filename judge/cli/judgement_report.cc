#include "judge/cli/judgement_report.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/judgement_json.h"
#include "judge/base/printable.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/progress.h"
#include "judge/cli/text_report.h"

namespace assay::judge {

using ::judge::v1::Judgement;
using ::judge::v1::TestResult;

int ReportJudgement(Judgement judgement, bool json, std::FILE* text_file) {
  const int exit_code = ExitCodeOf(judgement.verdict());
  if (json) {
    WriteJson(std::move(judgement),
              [](absl::string_view piece) { std::fwrite(piece.data(), 1, piece.size(), stdout); });
  } else {
    const std::string text = absl::StrCat(CompileText(judgement.compile()),
                                          SummaryLine(judgement, WantsColor(text_file)));
    std::fputs(text.c_str(), text_file);
  }
  return exit_code;
}

int ReportProblemFault(const absl::Status& status, const std::string& language, bool json) {
  Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  judgement.set_language(language);
  judgement.set_message(MakePrintableLine(status.message()));
  return ReportJudgement(std::move(judgement), json, stdout);
}

void PrintRunReport(const TestResult& result) {
  std::string text = VerdictText(result.verdict(), WantsColor(stderr));
  if (result.has_outcome()) absl::StrAppend(&text, "  ", OutcomeText(result.outcome()));
  if (!result.message().empty()) absl::StrAppend(&text, "  ", result.message());
  if (result.has_usage()) absl::StrAppend(&text, "  ", UsageText(result.usage()));
  std::fputs(absl::StrCat(text, "\n").c_str(), stderr);
}

}  // namespace assay::judge
