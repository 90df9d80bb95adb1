#ifndef ASSAY_JUDGE_CLI_COMMANDS_H_
#define ASSAY_JUDGE_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <functional>

#include "judge/cli/batch_flags.h"
#include "judge/cli/host_flags.h"
#include "judge/cli/run_flags.h"
#include "judge/cli/submit_flags.h"

namespace assay::judge {

// The commands as they work in process. Each returns the process's exit code.
int Doctor(const DoctorFlags& flags);
int JudgeBatch(const BatchFlags& flags);
int Languages(const LanguagesFlags& flags);
int Run(const RunFlags& flags);
int Submit(const SubmitFlags& flags);

// Commands that have nothing to do with a server: add a subcommand, which stores its action in
// `action` when it is the one that was typed. `action` outlives the parse.
void AddBenchCommand(CLI::App* app, std::function<int()>* action);
void AddImageCommand(CLI::App* app, std::function<int()>* action);
void AddReportCommand(CLI::App* app, std::function<int()>* action);
void AddShellCommand(CLI::App* app, std::function<int()>* action);
void AddVerifyCommand(CLI::App* app, std::function<int()>* action);
void AddVersionCommand(CLI::App* app, std::function<int()>* action);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_COMMANDS_H_
