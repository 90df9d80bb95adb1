#ifndef ASSAY_JUDGE_CLI_EXIT_CODE_H_
#define ASSAY_JUDGE_CLI_EXIT_CODE_H_

#include "absl/status/status.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Exit codes of sandbox_cli. A signal that stopped it is 128 plus its number.
enum ExitCode {
  // Accepted; or ran, and exited with 0.
  kExitAccepted = 0,
  // Another verdict; or ran, and ended in another way.
  kExitOtherVerdict = 1,
  // Wrong flags, or files of the user's that are not there or no good.
  kExitUsage = 2,
  // The problem's fault.
  kExitJudgeError = 3,
  // The host's fault, or ours.
  kExitHost = 4,
  // As of a process that SIGPIPE killed: nobody reads our output.
  kExitBrokenPipe = 141,
};

// The code for a judgement.
int ExitCodeOf(::judge::v1::Verdict verdict);

// Prints "sandbox_cli: MESSAGE" on one line of standard error, control characters made visible.
// Returns `code`.
int Fail(int code, const absl::Status& status);

// The code for an error of an argument of the user's: kExitUsage for what the user can put right,
// else kExitHost.
int ExitCodeOfArgument(const absl::Status& status);

// The code for why a started run has no result: kExitUsage where the program cannot be executed,
// for it was the user who named it, else kExitHost.
int ExitCodeOfRun(const absl::Status& status);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_EXIT_CODE_H_
