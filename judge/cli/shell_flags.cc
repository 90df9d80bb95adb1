#include "judge/cli/shell_flags.h"

#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "judge/cli/limit_flags.h"

namespace assay::judge {
namespace {

constexpr char kHelp[] = "Look around in a jail, or in an image, with a shell on your terminal.";

constexpr char kFooter[] =
    R"(The jail is as that of `run`, with a /proc of its own processes: /usr of the host, or the image,
read-only, and an empty writable /work. Job control works, and the window's size is passed on. It
has an hour of cpu time and 24 hours of time when no limit is given.

Exit code: the shell's, or 128 and the signal's number; 2 usage, 4 the host's fault.

Examples:
  sandbox_cli shell
  sandbox_cli shell --image cpp --bind .:/mnt)";

}  // namespace

CLI::App* AddShellFlags(CLI::App* app, std::function<void(const ShellFlags&)> act) {
  CLI::App* const command = app->add_subcommand("shell", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<ShellFlags>();
  AddLimitFlags(command, &flags->limits);
  command->add_option("--image", flags->image, "As of run --image")->type_name("IMAGE");
  command->add_flag("--strip-privileges", flags->strip_privileges, "As of run");
  command->add_option("--workdir", flags->working_directory, "The folder to start in")
      ->type_name("PATH");
  command->add_option("--bind", flags->binds, "Show a host path in the jail; repeatable")
      ->type_name("HOST:JAIL[:rw]")
      ->expected(1)
      ->take_all();
  AddWeakenFlag(command, &flags->sandbox.accepted_weaknesses);
  command->callback([flags, act = std::move(act)] {
    constexpr absl::Duration kDay = absl::Hours(24);
    constexpr absl::Duration kHour = absl::Hours(1);
    if (!flags->limits.cpu_time.has_value()) flags->limits.cpu_time = kHour;
    if (!flags->limits.wall_time.has_value()) flags->limits.wall_time = kDay;
    act(*flags);
  });
  return command;
}

}  // namespace assay::judge
