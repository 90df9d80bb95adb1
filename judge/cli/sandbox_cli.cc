// The command line of Assay: judges programs in jails, in process, without a server.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "judge/base/printable.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"

namespace assay::judge {
namespace {

// Arguments after the "--" of `run` are the program's own and not for the parser.
std::vector<std::string> TakeProgramArguments(std::vector<std::string>* arguments) {
  if (arguments->empty() || arguments->front() != "run") return {};
  const auto mark = std::find(arguments->begin(), arguments->end(), "--");
  if (mark == arguments->end()) return {};
  const std::vector<std::string> program(mark + 1, arguments->end());
  arguments->erase(mark, arguments->end());
  return program;
}

int UsageError(const std::string& message) {
  std::fprintf(stderr, "sandbox_cli: %s (see sandbox_cli --help)\n",
               MakePrintableLine(message).c_str());
  return kExitUsage;
}

int Main(int argc, char** argv) {
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
  AddBenchCommand(&app, &action);
  AddVersionCommand(&app, &action);
  // CLI11 takes its arguments from the back.
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::Error& error) {
    return UsageError(error.what());
  }
  const int code = action();
  // What is left in the buffer counts: a verdict that nobody could read was not given.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return kExitBrokenPipe;
  return code;
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) { return assay::judge::Main(argc, argv); }
