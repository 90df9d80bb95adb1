#ifndef ASSAY_JUDGE_CLI_REMOTE_COMMANDS_H_
#define ASSAY_JUDGE_CLI_REMOTE_COMMANDS_H_

#include "absl/status/status.h"
#include "judge/cli/batch_flags.h"
#include "judge/cli/host_flags.h"
#include "judge/cli/problem_flags.h"
#include "judge/cli/run_flags.h"
#include "judge/cli/server_flags.h"
#include "judge/cli/submissions_flags.h"
#include "judge/cli/submit_flags.h"

namespace assay::judge {

// The commands as they work with a server. Each returns the process's exit code.
int SubmitThere(const ServerFlags& server, const SubmitFlags& flags);
int BatchThere(const ServerFlags& server, const BatchFlags& flags);
int RunThere(const ServerFlags& server, const RunFlags& flags);
int LanguagesThere(const ServerFlags& server, const LanguagesFlags& flags);
int DoctorThere(const ServerFlags& server, const DoctorFlags& flags);
int ProblemThere(const ServerFlags& server, const ProblemCommandFlags& flags);
int SubmissionsThere(const ServerFlags& server, const SubmissionsFlags& flags);

// For an option that makes sense in process alone: the server's administrator decides.
absl::Status EmbeddedOnly(const char* flag);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_COMMANDS_H_
