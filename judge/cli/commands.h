#ifndef ASSAY_JUDGE_CLI_COMMANDS_H_
#define ASSAY_JUDGE_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace assay::judge {

// What a command does once the command line is parsed. Returns the process's exit code.
using CommandAction = std::function<int()>;

// Each adds one subcommand, which stores its action in `action` when it is the one that was typed.
// `action` outlives the parse.
void AddBenchCommand(CLI::App* app, CommandAction* action);
void AddDoctorCommand(CLI::App* app, CommandAction* action);
void AddLanguagesCommand(CLI::App* app, CommandAction* action);
// `argv` is what follows "--" on the command line: CLI11 would take arguments in brackets apart.
void AddRunCommand(CLI::App* app, const std::vector<std::string>& argv, CommandAction* action);
void AddSubmitCommand(CLI::App* app, CommandAction* action);
void AddVersionCommand(CLI::App* app, CommandAction* action);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_COMMANDS_H_
