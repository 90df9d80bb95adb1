#ifndef ASSAY_JUDGE_CLI_COMMAND_LINE_H_
#define ASSAY_JUDGE_CLI_COMMAND_LINE_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "judge/cli/batch_flags.h"
#include "judge/cli/host_flags.h"
#include "judge/cli/problem_flags.h"
#include "judge/cli/run_flags.h"
#include "judge/cli/server_flags.h"
#include "judge/cli/submissions_flags.h"
#include "judge/cli/submit_flags.h"

namespace assay::judge {

// What the commands do. Each returns the process's exit code.
struct CommandActions {
  std::function<int(const ServerFlags&, const SubmitFlags&)> submit;
  std::function<int(const ServerFlags&, const RunFlags&)> run;
  std::function<int(const ServerFlags&, const BatchFlags&)> batch;
  std::function<int(const ServerFlags&, const LanguagesFlags&)> languages;
  std::function<int(const ServerFlags&, const DoctorFlags&)> doctor;
  std::function<int(const ServerFlags&, const ProblemCommandFlags&)> problem;
  std::function<int(const ServerFlags&, const SubmissionsFlags&)> submissions;
  // Adds the commands that have nothing to do with a server; may be empty. Each stores its action
  // when it is the one that was typed.
  std::function<void(CLI::App*, std::function<int()>*)> add_local;
};

// Parses a command line and does what it says. Usage errors are told in one line. Returns the exit
// code, which is that of an error where standard output could not be written.
int RunCommandLine(int argc, char** argv, const CommandActions& actions);

// Where the command's name is in `arguments`, after options for the whole command line; their
// number if there is none.
size_t FindCommand(const std::vector<std::string>& arguments);

// Takes the program of `run`, what follows its "--", out of `arguments`: it is not for the parser.
std::vector<std::string> TakeProgram(std::vector<std::string>* arguments);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_COMMAND_LINE_H_
