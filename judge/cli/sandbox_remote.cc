// What sandbox_cli becomes when it is to work with a server: a program of its own, because loading
// gRPC takes longer than many a judgement. See docs/decisions/0007.

#include <cstdlib>
#include <exception>

#include "absl/status/status.h"
#include "judge/cli/command_line.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/remote/commands.h"

namespace assay::judge {
namespace {

CommandActions Actions() {
  const auto there = [](auto act) {
    return [act](const ServerFlags& server, const auto& flags) {
      return server.address.empty() ? Fail(kExitUsage, NoServerError()) : act(server, flags);
    };
  };
  return {.submit = there(&SubmitThere),
          .run = there(&RunThere),
          .batch = there(&BatchThere),
          .languages = there(&LanguagesThere),
          .doctor = there(&DoctorThere),
          .problem = there(&ProblemThere),
          .submissions = there(&SubmissionsThere),
          .add_local = nullptr};
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  // What fails is told in our own one line; gRPC would add its own, unless it is asked to.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  // The libraries throw nothing of their own: this is memory that ran out, or a fault of ours.
  try {
    return assay::judge::RunCommandLine(argc, argv, assay::judge::Actions());
  } catch (const std::exception& error) {
    return assay::judge::Fail(assay::judge::kExitHost, absl::InternalError(error.what()));
  }
}
