#include <cstdio>

#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"

namespace assay::judge {
namespace {

constexpr char kVersion[] = "0.1.0";

}  // namespace

void AddVersionCommand(CLI::App* app, CommandAction* action) {
  app->add_subcommand("version", "Print the version.")->callback([action] {
    *action = [] {
      std::printf("sandbox_cli %s\n", kVersion);
      return kExitAccepted;
    };
  });
}

}  // namespace assay::judge
