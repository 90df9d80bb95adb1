#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/input_feed.h"
#include "judge/cli/jail_flags.h"
#include "judge/cli/limit_flags.h"
#include "judge/cli/session.h"
#include "judge/cli/standard_streams.h"
#include "judge/cli/text_report.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/hide_path.h"
#include "proto/sandbox/v1/run.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

struct RunFlags {
  std::vector<std::string> argv;
  std::string policy = "run";
  std::vector<std::string> binds;
  std::vector<std::string> environment;
  std::string stdin_path;
  LimitOverrides limits;
  sandbox::SandboxOptions sandbox;
  sandbox::RunDetails details;
  bool proc = false;
  bool json = false;
};

constexpr char kHelp[] = "Run any program in a jail, and report how it ended and what it used.";

constexpr char kFooter[] =
    R"(The program and its arguments follow --. The jail has /usr read-only, an empty writable /work
(also /tmp), and nothing else of the host but what --bind adds. Standard input is ours, or --stdin.
Both output streams are passed through, and the report goes to standard error. With --format json the report is the only thing on standard
output, with the first 64 KiB of either stream in it.

Exit code: 0 when the program exited with 0, 1 when it ended in another way, 2 usage, 4 the host's
fault.

Examples:
  sandbox_cli run -- /bin/echo hi
  sandbox_cli run --time-limit 500ms --memory-limit 64MiB -- python3 -c 'while True: pass'
  sandbox_cli run --bind ./build:/opt --env MODE=fast --stdin 1.in -- /opt/prog
  sandbox_cli run --policy native --format json -- /bin/true)";

sandbox::Limits PlanLimits(const LimitOverrides& given) {
  sandbox::Limits limits;
  limits.cpu_time = given.cpu_time.value_or(absl::Seconds(10));
  limits.wall_time = given.wall_time.value_or(DefaultWallTime(limits.cpu_time));
  limits.memory_bytes = given.memory_bytes.value_or(limits.memory_bytes);
  limits.output_bytes = given.output_bytes.value_or(limits.output_bytes);
  limits.task_count = given.task_count.value_or(limits.task_count);
  limits.instructions = given.instructions;
  limits.file_size_bytes = limits.memory_bytes;
  limits.stack_bytes = limits.memory_bytes;
  limits.work_bytes = limits.memory_bytes;
  return limits;
}

absl::StatusOr<sandbox::RunSpec> MakeSpec(const RunFlags& flags) {
  sandbox::RunSpec spec;
  absl::StatusOr<std::vector<std::string>> argv = ResolveProgram(flags.argv);
  if (!argv.ok()) return argv.status();
  spec.argv = *std::move(argv);
  spec.limits = PlanLimits(flags.limits);
  spec.details = flags.details;
  spec.details.memory = flags.json;
  spec.env = {"PATH=/usr/bin:/usr/sbin", "HOME=/work", "LC_ALL=C.UTF-8"};
  spec.env.insert(spec.env.end(), flags.environment.begin(), flags.environment.end());
  spec.root = DefaultRoot();
  spec.root.proc = flags.proc;
  for (const std::string& text : flags.binds) {
    absl::StatusOr<sandbox::BindMount> bind = ParseBind(text);
    if (!bind.ok()) {
      return absl::Status(bind.status().code(),
                          absl::StrCat("--bind: ", absl::string_view(bind.status().message())));
    }
    spec.root.binds.push_back(*std::move(bind));
  }
  return spec;
}

int Report(const sandbox::RunResult& result, const sandbox::Limits& limits, const Capture& output,
           const Capture& error_output, bool json) {
  ::sandbox::v1::RunReport report;
  *report.mutable_outcome() = ToProto(result.outcome);
  *report.mutable_usage() = ToProto(result.usage);
  *report.mutable_limits() = ToProto(limits);
  if (json) {
    report.set_standard_output(output.Printable());
    report.set_standard_output_truncated(output.truncated());
    report.set_standard_error(error_output.Printable());
    report.set_standard_error_truncated(error_output.truncated());
    std::fputs(JsonText(report).c_str(), stdout);
  } else {
    const std::string line =
        absl::StrCat(OutcomeText(report.outcome()), "  ", UsageText(report.usage()), "\n");
    std::fputs(line.c_str(), stderr);
  }
  const auto* exited = std::get_if<sandbox::Exited>(&result.outcome);
  return exited != nullptr && exited->exit_code == 0 ? kExitAccepted : kExitOtherVerdict;
}

// A run's result, or the exit code of why there is none.
struct Ending {
  absl::StatusOr<sandbox::RunResult> result;
  int error_code = kExitHost;
};

Ending RunInJail(Session& session, sandbox::RunSpec spec) {
  absl::StatusOr<sandbox::Run> run = session.sandbox().Start(std::move(spec));
  if (!run.ok()) {
    return {run.status(), absl::IsInvalidArgument(run.status()) ? kExitUsage : kExitHost};
  }
  const Cancellation::Registration registration(&session.cancellation(), &*run);
  absl::StatusOr<sandbox::RunResult> result = (*std::move(run)).Wait();
  const int error_code = ExitCodeOfRun(result.status());
  return {std::move(result), error_code};
}

int Run(const RunFlags& flags) {
  absl::StatusOr<sandbox::RunSpec> spec = MakeSpec(flags);
  if (!spec.ok()) return Fail(ExitCodeOfArgument(spec.status()), spec.status());
  const absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(flags.sandbox);
  if (!session.ok()) return Fail(kExitHost, session.status());
  auto filter = (*session)->policies().Get(flags.policy);
  if (!filter.ok()) return Fail(ExitCodeOfArgument(filter.status()), filter.status());
  spec->seccomp = *std::move(filter);
  const absl::StatusOr<std::unique_ptr<InputFeed>> input =
      flags.stdin_path.empty() ? InputFeed::FromDescriptor(STDIN_FILENO)
                               : InputFeed::FromFile(flags.stdin_path);
  if (!input.ok()) return Fail(ExitCodeOfArgument(input.status()), input.status());
  spec->stdin_fd = (*input)->TakeProgramEnd();
  const bool privileged = (*session)->sandbox().privileged();
  if (flags.proc || !privileged) {
    absl::StatusOr<UniqueFd> hidden = HidePath(std::move(spec->stdin_fd), privileged);
    if (!hidden.ok()) return Fail(kExitHost, hidden.status());
    spec->stdin_fd = *std::move(hidden);
  }

  Capture output;
  Capture error_output;
  const absl::StatusOr<std::unique_ptr<StandardStreams>> streams =
      StandardStreams::Create([&session] { (*session)->cancellation().Cancel(); });
  if (!streams.ok()) return (*session)->Fail(kExitHost, streams.status());
  if (flags.json) {
    spec->stdout_target = [&](absl::string_view data) { output.Append(data); };
    spec->stderr_target = [&](absl::string_view data) { error_output.Append(data); };
  } else {
    spec->stdout_target = (*streams)->StdoutSink();
    spec->stderr_target = (*streams)->StderrSink();
  }
  const sandbox::Limits limits = spec->limits;
  const Ending ending = RunInJail(**session, *std::move(spec));
  if (const absl::Status status = (*streams)->Finish(); !status.ok()) return FailedOutput(status);
  if (!ending.result.ok()) return (*session)->Fail(ending.error_code, ending.result.status());
  return Report(*ending.result, limits, output, error_output, flags.json);
}

}  // namespace

void AddRunCommand(CLI::App* app, const std::vector<std::string>& argv, CommandAction* action) {
  CLI::App* command = app->add_subcommand("run", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<RunFlags>();
  flags->argv = argv;
  AddLimitFlags(command, &flags->limits);
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
  command->add_option("--stdin", flags->stdin_path, "Standard input")->type_name("FILE");
  command->add_flag("--proc", flags->proc, "Mount a /proc of the jail's own processes");
  AddWeakenFlag(command, &flags->sandbox.accepted_weaknesses);
  AddFormatFlag(command, &flags->json);
  command->callback([flags, action] { *action = [flags] { return Run(*flags); }; });
}

}  // namespace assay::judge
