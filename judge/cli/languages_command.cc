#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "judge/base/printable.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/limit_flags.h"
#include "judge/cli/session.h"
#include "judge/cli/text_report.h"
#include "judge/evaluate/toolchain_version.h"
#include "judge/language/language_store.h"
#include "proto/judge/v1/report.pb.h"

namespace assay::judge {
namespace {

using ::judge::v1::Language;
using ::judge::v1::LanguagesReport;
using ::judge::v1::LanguageStatus;

constexpr char kHelp[] = "List the languages and their toolchains.";

constexpr char kFooter[] =
    R"(The version is what the toolchain says in a jail, where compilers run; where there can be
none it is left out. Exit code: 0, also when a toolchain is missing.)";

LanguageStatus StatusOf(const Language& language, Session* session) {
  LanguageStatus status;
  status.set_id(language.id());
  status.set_display_name(language.display_name());
  *status.mutable_extensions() = language.extensions();
  const absl::Status installed = CheckInstalled(language);
  status.set_installed(installed.ok());
  if (!installed.ok()) {
    status.set_problem(std::string(installed.message()));
  } else if (session != nullptr) {
    const absl::StatusOr<std::string> version = ToolchainVersion(session->context(), language);
    if (version.ok()) {
      status.set_version(*version);
    } else {
      status.set_problem(MakePrintableLine(version.status().message()));
    }
  }
  return status;
}

void PrintTable(const LanguagesReport& report) {
  std::printf("%-8s  %-18s  %-24s  %s\n", "ID", "LANGUAGE", "ENDINGS", "TOOLCHAIN");
  for (const LanguageStatus& status : report.languages()) {
    std::vector<std::string> endings;
    for (const std::string& extension : status.extensions()) {
      endings.push_back(absl::StrCat(".", extension));
    }
    const std::string toolchain = !status.problem().empty()   ? status.problem()
                                  : !status.version().empty() ? status.version()
                                                              : "installed";
    std::printf("%-8s  %-18s  %-24s  %s\n", status.id().c_str(), status.display_name().c_str(),
                endings.empty() ? "-" : absl::StrJoin(endings, " ").c_str(), toolchain.c_str());
  }
}

struct LanguagesFlags {
  sandbox::SandboxOptions sandbox;
  bool json = false;
};

int Languages(const LanguagesFlags& flags) {
  const absl::StatusOr<LanguageStore> languages = LanguageStore::BuiltIn();
  if (!languages.ok()) return Fail(kExitHost, languages.status());
  const absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(flags.sandbox);
  if (!session.ok()) {
    Fail(kExitHost, absl::FailedPreconditionError(absl::StrCat(
                        "versions are left out: ", absl::string_view(session.status().message()))));
  }
  LanguagesReport report;
  for (const Language& language : languages->languages()) {
    *report.add_languages() = StatusOf(language, session.ok() ? session->get() : nullptr);
  }
  if (session.ok() && (*session)->cancellation().cancelled()) {
    return (*session)->Fail(kExitHost, absl::AbortedError("cancelled"));
  }
  if (flags.json) {
    std::fputs(JsonText(report).c_str(), stdout);
  } else {
    PrintTable(report);
  }
  return kExitAccepted;
}

}  // namespace

void AddLanguagesCommand(CLI::App* app, CommandAction* action) {
  CLI::App* command = app->add_subcommand("languages", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<LanguagesFlags>();
  AddWeakenFlag(command, &flags->sandbox.accepted_weaknesses);
  AddFormatFlag(command, &flags->json);
  command->callback([flags, action] { *action = [flags] { return Languages(*flags); }; });
}

}  // namespace assay::judge
