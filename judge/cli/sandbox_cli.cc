// The command line of Assay: judges programs in jails, in process. What needs a server is done by
// sandbox_remote, which this program becomes: see docs/decisions/0007.

#include <exception>

#include "absl/status/status.h"
#include "judge/cli/command_line.h"
#include "judge/cli/commands.h"
#include "judge/cli/exec_remote.h"
#include "judge/cli/exit_code.h"

namespace assay::judge {
namespace {

CommandActions Actions(char** argv) {
  const auto here_or_there = [argv](auto here) {
    return [=](const ServerFlags& server, const auto& flags) {
      return server.address.empty() ? here(flags) : ExecRemote(argv);
    };
  };
  const auto there = [argv](const ServerFlags& server, const auto&) {
    if (server.address.empty()) return Fail(kExitUsage, NoServerError());
    return ExecRemote(argv);
  };
  return {.submit = here_or_there(&Submit),
          .run = here_or_there(&Run),
          .batch = here_or_there(&JudgeBatch),
          .languages = here_or_there(&Languages),
          .doctor = here_or_there(&Doctor),
          .problem = there,
          .submissions = there,
          .add_local = [](CLI::App* app, std::function<int()>* action) {
            AddBenchCommand(app, action);
            AddImageCommand(app, action);
            AddReportCommand(app, action);
            AddShellCommand(app, action);
            AddVerifyCommand(app, action);
            AddVersionCommand(app, action);
          }};
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  // The libraries throw nothing of their own: this is memory that ran out, or a fault of ours.
  try {
    return assay::judge::RunCommandLine(argc, argv, assay::judge::Actions(argv));
  } catch (const std::exception& error) {
    return assay::judge::Fail(assay::judge::kExitHost, absl::InternalError(error.what()));
  }
}
