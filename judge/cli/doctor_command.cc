#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_format.h"
#include "judge/base/printable.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/limit_flags.h"
#include "judge/cli/text_report.h"
#include "proto/judge/v1/report.pb.h"
#include "sandbox/host/host_probe.h"
#include "sandbox/host/host_report.h"

namespace assay::judge {
namespace {

using ::judge::v1::DoctorReport;
using ::judge::v1::HostFeature;

constexpr char kHelp[] = "Say what the host offers, and for each missing thing the fix.";

constexpr char kFooter[] =
    R"(Changes nothing. Jails never run with less isolation than this list's required features give, but
for what is accepted by its name with --weaken, here and with each command that makes jails.
Exit code: 0 when they are all there or accepted, 4 otherwise.)";

struct DoctorFlags {
  std::vector<std::string> accepted;
  bool json = false;
};

DoctorReport MakeReport(const sandbox::HostReport& host, const std::vector<std::string>& accepted) {
  DoctorReport report;
  report.set_ready(sandbox::CheckRequired(host, accepted).ok());
  for (const sandbox::HostFeature& feature : host.features) {
    HostFeature* proto = report.add_features();
    proto->set_name(MakePrintableLine(feature.name));
    proto->set_required(feature.required);
    proto->set_present(feature.present);
    proto->set_detail(MakePrintableLine(feature.detail));
    proto->set_fix(MakePrintableLine(feature.fix));
    proto->set_weakness(feature.weakness);
    proto->set_accepted(!feature.present && absl::c_linear_search(accepted, feature.weakness));
  }
  return report;
}

void PrintTable(const DoctorReport& report) {
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

int Doctor(const DoctorFlags& flags) {
  const DoctorReport report = MakeReport(sandbox::ProbeHost(), flags.accepted);
  if (flags.json) {
    std::fputs(JsonText(report).c_str(), stdout);
  } else {
    PrintTable(report);
  }
  return report.ready() ? kExitAccepted : kExitHost;
}

}  // namespace

void AddDoctorCommand(CLI::App* app, CommandAction* action) {
  CLI::App* command = app->add_subcommand("doctor", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<DoctorFlags>();
  AddWeakenFlag(command, &flags->accepted);
  AddFormatFlag(command, &flags->json);
  command->callback([flags, action] { *action = [flags] { return Doctor(*flags); }; });
}

}  // namespace assay::judge
