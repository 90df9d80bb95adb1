#include <algorithm>

#include "absl/strings/str_cat.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/host_tables.h"
#include "judge/cli/remote/commands.h"
#include "judge/cli/remote/connection.h"
#include "judge/cli/remote/printable_message.h"

namespace assay::judge {

using ::judge::v1::DoctorReport;
using ::judge::v1::LanguagesReport;
using ::judge::v1::ServerInfo;

absl::Status EmbeddedOnly(const char* flag) {
  return absl::InvalidArgumentError(absl::StrCat(
      flag, " is for this host alone and a server's own business; leave it out with --server"));
}

int LanguagesThere(const ServerFlags& server, const LanguagesFlags& flags) {
  if (!flags.accepted.empty()) return Fail(kExitUsage, EmbeddedOnly("--weaken"));
  const auto connection = Connection::Open(server);
  if (!connection.ok()) return Fail(ExitCodeOfArgument(connection.status()), connection.status());
  LanguagesReport report;
  Connection::Call call(connection->get());
  const grpc::Status end = (*connection)->judge().ListLanguages(call.context(), {}, &report);
  if (!end.ok()) return (*connection)->Fail((*connection)->Explain(end));
  MakeStringsPrintable(&report);
  return ReportLanguages(report, flags.json);
}

int DoctorThere(const ServerFlags& server, const DoctorFlags& flags) {
  if (!flags.accepted.empty()) return Fail(kExitUsage, EmbeddedOnly("--weaken"));
  const auto connection = Connection::Open(server);
  if (!connection.ok()) return Fail(ExitCodeOfArgument(connection.status()), connection.status());
  absl::StatusOr<ServerInfo> info = (*connection)->GetServerInfo();
  if (!info.ok()) return (*connection)->Fail(info.status());
  MakeStringsPrintable(&*info);
  DoctorReport report;
  *report.mutable_features() = info->features();
  report.set_ready(std::all_of(
      info->features().begin(), info->features().end(),
      [](const auto& each) { return each.present() || each.accepted() || !each.required(); }));
  return ReportDoctor(report, flags.json);
}

}  // namespace assay::judge
