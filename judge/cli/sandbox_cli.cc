// The command line of Assay: judges programs in jails, in process, without a server.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "judge/base/printable.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/standard_streams.h"

namespace assay::judge {
namespace {

// Arguments after the "--" of `run` are the program's own and not for the parser.
std::vector<std::string> TakeProgramArguments(std::vector<std::string>* arguments) {
  if (arguments->empty() || arguments->front() != "run") return {};
  const auto mark = std::find(arguments->begin(), arguments->end(), "--");
  if (mark == arguments->end()) return {};
  std::vector<std::string> program(mark + 1, arguments->end());
  arguments->erase(mark, arguments->end());
  return program;
}

int UsageError(const std::string& message, const std::string& command) {
  std::fprintf(stderr, "sandbox_cli: %s (see sandbox_cli %s--help)\n",
               MakePrintableLine(message).c_str(), command.c_str());
  return kExitUsage;
}

// CLI11 would say of an unknown command that one is missing.
int UnknownCommand(const CLI::App& app, const std::string& name) {
  std::vector<std::string> known;
  for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
  return UsageError(
      absl::StrCat("there is no command \"", name, "\"; there are ", absl::StrJoin(known, ", ")),
      "");
}

int Main(int argc, char** argv) {
  FillClosedStreams();
  CLI::App app("Assay judges programs in throwaway jails.", "sandbox_cli");
  app.require_subcommand(1);
  app.footer(
      "See `sandbox_cli COMMAND --help`. State is kept in $ASSAY_STATE_DIR, or else\n"
      "/var/lib/assay, while a command runs.");
  app.get_formatter()->column_width(36);
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const std::vector<std::string> program = TakeProgramArguments(&arguments);
  CommandAction action;
  AddSubmitCommand(&app, &action);
  AddRunCommand(&app, program, &action);
  AddLanguagesCommand(&app, &action);
  AddDoctorCommand(&app, &action);
  AddBenchCommand(&app, &action);
  AddVersionCommand(&app, &action);
  const std::string name = arguments.empty() ? "" : arguments.front();
  const std::vector<CLI::App*> commands = app.get_subcommands({});
  const bool is_known = std::any_of(commands.begin(), commands.end(),
                                    [&](CLI::App* each) { return each->get_name() == name; });
  if (!name.empty() && name.front() != '-' && !is_known) return UnknownCommand(app, name);
  // CLI11 takes its arguments from the back.
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ExtrasError& error) {
    return UsageError(absl::StrCat(error.what(), "; a file name with a leading dash goes after --"),
                      is_known ? name + " " : "");
  } catch (const CLI::Error& error) {
    return UsageError(error.what(), is_known ? name + " " : "");
  }
  const int code = action();
  // What is left in the buffer counts: a verdict that nobody could read was not given.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return FailedOutput(
        absl::DataLossError("standard output cannot be written: is the disk full?"));
  }
  return code;
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  // The libraries throw nothing of their own: this is memory that ran out, or a fault of ours.
  try {
    return assay::judge::Main(argc, argv);
  } catch (const std::exception& error) {
    return assay::judge::Fail(assay::judge::kExitHost, absl::InternalError(error.what()));
  }
}
