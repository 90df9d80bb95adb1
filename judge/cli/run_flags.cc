#include "judge/cli/run_flags.h"

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "judge/cli/limit_flags.h"
#include "judge/evaluate/bare_run.h"

namespace assay::judge {
namespace {

constexpr char kHelp[] = "Run any program in a jail, and report how it ended and what it used.";

constexpr char kFooter[] =
    R"(The program and its arguments follow --. The jail has /usr read-only, an empty writable /work
(also /tmp), and nothing else of the host but what --bind adds. Standard input is ours, or --stdin.
Both output streams are passed through, and the report goes to standard error. With --format json
the report is the only thing on standard output, with the first 64 KiB of either stream in it.
With --image the jail's root is that of a container image, read-only, and the image's environment,
working directory, entry point and command apply as with docker run; its user does not. See
sandbox_cli image --help.
With a server the program runs there, on the server's /usr or in an image that it has, and --bind is
not to be had.

Exit code: 0 when the program exited with 0, 1 when it ended in another way, 2 usage, 4 the host's
fault.

Examples:
  sandbox_cli run -- /bin/echo hi
  sandbox_cli run --time-limit 500ms --memory-limit 64MiB -- python3 -c 'while True: pass'
  sandbox_cli run --bind ./build:/opt --env MODE=fast --stdin 1.in -- /opt/prog
  sandbox_cli run --work-disk --work-size 1GiB --disk-write-rate 20MB/s -- dd if=/dev/zero of=f bs=1M count=100
  sandbox_cli run --network egress --uplink 10.200.0.1/30 --allow 10.200.0.1:8000 -- python3 client.py
  sandbox_cli run --policy native --format json -- /bin/true
  sandbox_cli run --image oci:./layout:latest -- sh -c 'echo hi')";

}  // namespace

CLI::App* AddRunCommand(CLI::App* app, const std::vector<std::string>& argv,
                        std::function<void(const RunFlags&)> act) {
  CLI::App* command = app->add_subcommand("run", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<RunFlags>();
  flags->argv = argv;
  AddLimitFlags(command, &flags->limits);
  AddDiskFlags(command, &flags->disk, &flags->sandbox.disk_directory);
  AddNetworkFlags(command, &flags->network);
  AddDetailFlags(command, &flags->details);
  command->add_option("--policy", flags->policy, "Seccomp policy of policies/seccomp")
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--bind", flags->binds, "Show a host path in the jail; repeatable")
      ->type_name("HOST:JAIL[:rw]")
      ->expected(1)
      ->take_all();
  command
      ->add_option_function<std::vector<std::string>>(
          "--env",
          [flags = flags.get()](const std::vector<std::string>& entries) {
            for (const std::string& text : entries) {
              absl::StatusOr<std::string> entry = ParseEnvironmentEntry(text);
              if (!entry.ok()) {
                throw CLI::ValidationError("--env", std::string(entry.status().message()));
              }
              flags->environment.push_back(*std::move(entry));
            }
          },
          "Set an environment variable; repeatable")
      ->type_name("NAME=value")
      ->expected(1)
      ->take_all();
  command
      ->add_option("--image", flags->image,
                   "Run in an image: oci:PATH[:TAG], docker-archive:FILE, dir:PATH or one of the "
                   "store by NAME[:TAG]")
      ->type_name("IMAGE");
  command
      ->add_option("--workdir", flags->working_directory,
                   "With --image: the folder to start in, instead of the image's")
      ->type_name("PATH");
  command->add_flag("--strip-privileges", flags->strip_privileges,
                    "With --image: unpack it without set-user-id bits, file capabilities and "
                    "devices, instead of refusing it");
  command->add_option("--stdin", flags->stdin_path, "Standard input")->type_name("FILE");
  command->add_flag("--proc", flags->proc, "Mount a /proc of the jail's own processes");
  AddWeakenFlag(command, &flags->sandbox.accepted_weaknesses);
  AddFormatFlag(command, &flags->json);
  command->callback([flags, act = std::move(act)] { act(*flags); });
  return command;
}

absl::Status NoProgramError() {
  return absl::InvalidArgumentError(
      "no program to run; give it after --, as in: sandbox_cli run -- /bin/echo hi");
}

}  // namespace assay::judge
