#include "judge/cli/host_tables.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/text_report.h"

namespace assay::judge {
namespace {

using ::judge::v1::DoctorReport;
using ::judge::v1::HostFeature;
using ::judge::v1::LanguagesReport;
using ::judge::v1::LanguageStatus;

void PrintFeatures(const DoctorReport& report) {
  size_t width = 0;
  for (const HostFeature& feature : report.features()) {
    width = std::max(width, feature.name().size());
  }
  for (const HostFeature& feature : report.features()) {
    const char* state = feature.present()    ? "ok"
                        : feature.accepted() ? "WEAKER"
                        : feature.required() ? "MISSING"
                                             : "absent";
    absl::PrintF("%-7s  %-*s  %s\n", state, static_cast<int>(width), feature.name(),
                 feature.detail());
    if (!feature.fix().empty()) {
      absl::PrintF("         %-*s  fix: %s\n", static_cast<int>(width), "", feature.fix());
    }
  }
  std::puts(report.ready() ? "This host can make jails."
                           : "This host cannot make jails: see what is MISSING.");
}

void PrintLanguages(const LanguagesReport& report) {
  size_t id_width = 0;
  size_t name_width = 0;
  for (const LanguageStatus& status : report.languages()) {
    id_width = std::max(id_width, status.id().size());
    name_width = std::max(name_width, status.display_name().size());
  }
  const auto print = [&](const std::string& id, const std::string& name, const std::string& endings,
                         const std::string& toolchain) {
    std::printf("%-*s  %-*s  %-24s  %s\n", static_cast<int>(id_width), id.c_str(),
                static_cast<int>(name_width), name.c_str(), endings.c_str(), toolchain.c_str());
  };
  print("ID", "LANGUAGE", "ENDINGS", "TOOLCHAIN");
  for (const LanguageStatus& status : report.languages()) {
    std::vector<std::string> endings;
    for (const std::string& extension : status.extensions()) {
      endings.push_back(absl::StrCat(".", extension));
    }
    const std::string toolchain = !status.installed()
                                      ? absl::StrCat("not installed: ", status.install_command())
                                  : !status.problem().empty() ? status.problem()
                                  : !status.version().empty() ? status.version()
                                                              : "installed";
    print(status.id(), status.display_name(), endings.empty() ? "-" : absl::StrJoin(endings, " "),
          toolchain);
  }
}

}  // namespace

int ReportDoctor(const DoctorReport& report, bool json) {
  if (json) {
    std::fputs(JsonText(report).c_str(), stdout);
  } else {
    PrintFeatures(report);
  }
  return report.ready() ? kExitAccepted : kExitHost;
}

int ReportLanguages(const LanguagesReport& report, bool json) {
  if (json) {
    std::fputs(JsonText(report).c_str(), stdout);
  } else {
    PrintLanguages(report);
  }
  return kExitAccepted;
}

}  // namespace assay::judge
