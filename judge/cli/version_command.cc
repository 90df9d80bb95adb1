#include <cstdio>

#include "judge/base/version.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"

namespace assay::judge {

void AddVersionCommand(CLI::App* app, std::function<int()>* action) {
  app->add_subcommand("version", "Print the version.")->callback([action] {
    *action = [] {
      std::printf("sandbox_cli %s\n", kVersion);
      return kExitAccepted;
    };
  });
}

}  // namespace assay::judge
