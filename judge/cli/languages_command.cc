#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/host_tables.h"
#include "judge/cli/image_jail.h"
#include "judge/cli/session.h"
#include "judge/evaluate/language_report.h"
#include "judge/language/language_store.h"
#include "proto/judge/v1/report.pb.h"

namespace assay::judge {

using ::judge::v1::LanguagesReport;

int Languages(const LanguagesFlags& flags) {
  std::vector<StoredImage> images;
  const absl::StatusOr<LanguageStore> languages = OpenLanguages(&images);
  if (!languages.ok()) return Fail(kExitHost, languages.status());
  const absl::StatusOr<std::unique_ptr<Session>> session =
      Session::Open({.accepted_weaknesses = flags.accepted});
  if (!session.ok()) {
    Fail(kExitHost, absl::FailedPreconditionError(absl::StrCat(
                        "versions are left out: ", absl::string_view(session.status().message()))));
  }
  std::optional<JudgeContext> context;
  if (session.ok()) context.emplace((*session)->context());
  const LanguagesReport report =
      DescribeLanguages(*languages, context.has_value() ? &*context : nullptr);
  if (session.ok() && (*session)->cancellation().cancelled()) {
    return (*session)->Fail(kExitHost, absl::AbortedError("cancelled"));
  }
  return ReportLanguages(report, flags.json);
}

}  // namespace assay::judge
