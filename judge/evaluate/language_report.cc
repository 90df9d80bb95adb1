#include "judge/evaluate/language_report.h"

#include <string>

#include "absl/status/statusor.h"
#include "judge/base/printable.h"
#include "judge/evaluate/toolchain_version.h"

namespace assay::judge {
namespace {

using ::judge::v1::Language;
using ::judge::v1::LanguagesReport;
using ::judge::v1::LanguageStatus;

LanguageStatus StatusOf(const Language& language, const JudgeContext* context) {
  LanguageStatus status;
  status.set_id(language.id());
  status.set_display_name(language.display_name());
  *status.mutable_extensions() = language.extensions();
  const absl::Status installed = CheckInstalled(language);
  status.set_installed(installed.ok());
  if (!installed.ok()) {
    status.set_problem(std::string(installed.message()));
  } else if (context != nullptr) {
    const absl::StatusOr<std::string> version = ToolchainVersion(*context, language);
    if (version.ok()) {
      status.set_version(*version);
    } else {
      status.set_problem(MakePrintableLine(version.status().message()));
    }
  }
  return status;
}

}  // namespace

LanguagesReport DescribeLanguages(const LanguageStore& languages, const JudgeContext* context) {
  LanguagesReport report;
  for (const Language& language : languages.languages()) {
    *report.add_languages() = StatusOf(language, context);
  }
  return report;
}

}  // namespace assay::judge
