#include "judge/cli/command_line.h"

#include <algorithm>
#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "judge/base/printable.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/standard_streams.h"

namespace assay::judge {
namespace {

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

// Options for the whole command line may stand after the command, too.
void LetFallThrough(CLI::App* command) {
  command->fallthrough();
  for (CLI::App* each : command->get_subcommands({})) each->fallthrough();
}

void AddCommands(CLI::App* app, const CommandActions& actions, const ServerFlags* server,
                 const std::vector<std::string>& program, std::function<int()>* action) {
  const auto deferred = [=](const auto& act) {
    return [=](const auto& flags) { *action = [=] { return act(*server, flags); }; };
  };
  LetFallThrough(AddSubmitCommand(app, deferred(actions.submit)));
  LetFallThrough(AddRunCommand(app, program, deferred(actions.run)));
  LetFallThrough(AddBatchCommand(app, deferred(actions.batch)));
  LetFallThrough(AddLanguagesCommand(app, deferred(actions.languages)));
  LetFallThrough(AddDoctorCommand(app, deferred(actions.doctor)));
  LetFallThrough(AddProblemCommand(app, deferred(actions.problem)));
  LetFallThrough(AddSubmissionsCommand(app, deferred(actions.submissions)));
  if (actions.add_local) actions.add_local(app, action);
}

}  // namespace

size_t FindCommand(const std::vector<std::string>& arguments) {
  size_t i = 0;
  while (i < arguments.size() && absl::StartsWith(arguments[i], "--") && arguments[i] != "--") {
    const bool has_value = arguments[i] != "--tls" && arguments[i] != "--help";
    i += has_value && !absl::StrContains(arguments[i], "=") ? 2 : 1;
  }
  return std::min(i, arguments.size());
}

std::vector<std::string> TakeProgram(std::vector<std::string>* arguments) {
  const size_t command = FindCommand(*arguments);
  if (command == arguments->size() || (*arguments)[command] != "run") return {};
  const auto mark =
      std::find(arguments->begin() + static_cast<ptrdiff_t>(command), arguments->end(), "--");
  if (mark == arguments->end()) return {};
  std::vector<std::string> program(mark + 1, arguments->end());
  arguments->erase(mark, arguments->end());
  return program;
}

int RunCommandLine(int argc, char** argv, const CommandActions& actions) {
  FillClosedStreams();
  CLI::App app("Assay judges programs in throwaway jails.", "sandbox_cli");
  app.require_subcommand(1);
  app.footer(
      "See `sandbox_cli COMMAND --help`. Without a server, state is kept in $ASSAY_STATE_DIR, or\n"
      "else /var/lib/assay, while a command runs, and compilations beyond that in cache/ there.");
  app.get_formatter()->column_width(36);
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const std::vector<std::string> program = TakeProgram(&arguments);
  ServerFlags server;
  std::function<int()> action;
  AddServerFlags(&app, &server);
  AddCommands(&app, actions, &server, program, &action);
  const size_t place = FindCommand(arguments);
  const std::string name = place < arguments.size() ? arguments[place] : "";
  const std::vector<CLI::App*> commands = app.get_subcommands({});
  const bool is_known = std::any_of(commands.begin(), commands.end(),
                                    [&](CLI::App* each) { return each->get_name() == name; });
  if (!name.empty() && name.front() != '-' && !is_known) return UnknownCommand(app, name);
  const std::string command = is_known ? name + " " : "";
  // CLI11 takes its arguments from the back.
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ExtrasError& error) {
    return UsageError(absl::StrCat(error.what(), "; a file name with a leading dash goes after --"),
                      command);
  } catch (const CLI::Error& error) {
    return UsageError(error.what(), command);
  }
  if (!app.get_subcommands().front()->get_fallthrough() && app.count("--server") > 0) {
    return UsageError(absl::StrCat(name, " is for this host alone; leave out --server"), command);
  }
  if (const absl::Status status = CompleteServerFlags(app, &server); !status.ok()) {
    return UsageError(std::string(status.message()), "");
  }
  const int code = action();
  // What is left in the buffer counts: a verdict that nobody could read was not given.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return FailedOutput(
        absl::DataLossError("standard output cannot be written: is the disk full?"));
  }
  return code;
}

}  // namespace assay::judge
