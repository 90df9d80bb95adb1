#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/image_jail.h"
#include "judge/cli/jail_flags.h"
#include "judge/cli/session.h"
#include "judge/cli/shell_flags.h"
#include "judge/cli/terminal.h"
#include "judge/evaluate/bare_run.h"
#include "judge/evaluate/verdict.h"
#include "judge/language/image_file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

std::vector<std::string> Environment() {
  std::vector<std::string> environment = {"PS1=[jail] \\w\\$ "};
  if (const char* const terminal = getenv("TERM"); terminal != nullptr && *terminal != '\0') {
    environment.push_back(absl::StrCat("TERM=", terminal));
  }
  return environment;
}

absl::Status EnterImage(StoredImage image, const ShellFlags& flags, sandbox::RunSpec* spec) {
  // People ask for a shell, not for what the image is made for.
  image.config.entrypoint.clear();
  const bool has_bash = HasExecutable(image.root_path, "/bin/bash");
  return EnterImage(image, {has_bash ? "/bin/bash" : "/bin/sh"}, Environment(),
                    flags.working_directory, spec);
}

absl::StatusOr<sandbox::RunSpec> MakeSpec(const ShellFlags& flags,
                                          const std::optional<StoredImage>& image) {
  sandbox::RunSpec spec;
  if (image.has_value()) {
    ASSAY_RETURN_IF_ERROR(EnterImage(*image, flags, &spec));
  } else {
    spec.root = DefaultRoot();
    spec.env = BareEnvironment(Environment());
    absl::StatusOr<std::vector<std::string>> bash = ResolveProgram({"bash"});
    spec.argv = bash.ok() ? *std::move(bash) : std::vector<std::string>{"/bin/sh"};
    if (!flags.working_directory.empty()) spec.root.working_directory = flags.working_directory;
  }
  for (const std::string& text : flags.binds) {
    absl::StatusOr<sandbox::BindMount> bind = ParseBind(text);
    if (!bind.ok()) return Annotate(bind.status(), "--bind");
    spec.root.binds.push_back(*std::move(bind));
  }
  spec.root.proc = true;
  spec.limits = PlanBareLimits(flags.limits);
  return spec;
}

// As a shell tells of a program that it ran.
int CodeOf(const sandbox::Outcome& outcome) {
  if (const auto* exited = std::get_if<sandbox::Exited>(&outcome)) return exited->exit_code;
  if (const auto* signaled = std::get_if<sandbox::Signaled>(&outcome)) {
    return 128 + signaled->signal;
  }
  return Fail(kExitOtherVerdict,
              absl::AbortedError(absl::StrCat("the shell was ended: ", DescribeOutcome(outcome))));
}

int Shell(const ShellFlags& flags) {
  std::optional<StoredImage> image;
  if (!flags.image.empty()) {
    absl::StatusOr<StoredImage> opened = OpenImage(flags.image, flags.strip_privileges);
    if (!opened.ok()) return Fail(ExitCodeOfArgument(opened.status()), opened.status());
    image = *std::move(opened);
  }
  absl::StatusOr<sandbox::RunSpec> spec = MakeSpec(flags, image);
  if (!spec.ok()) return Fail(ExitCodeOfArgument(spec.status()), spec.status());
  const absl::StatusOr<std::unique_ptr<TerminalLoan>> terminal = TerminalLoan::Create();
  if (!terminal.ok()) return Fail(kExitUsage, terminal.status());
  const absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(flags.sandbox);
  if (!session.ok()) return Fail(kExitHost, session.status());

  const absl::StatusOr<sandbox::RunResult> result = [&]() -> absl::StatusOr<sandbox::RunResult> {
    ASSAY_ASSIGN_OR_RETURN(spec->seccomp, (*session)->policies().Get("terminal"));
    ASSAY_ASSIGN_OR_RETURN(spec->stdin_fd, (*terminal)->ProgramEnd());
    ASSAY_ASSIGN_OR_RETURN(UniqueFd output, (*terminal)->ProgramEnd());
    ASSAY_ASSIGN_OR_RETURN(UniqueFd error_output, (*terminal)->ProgramEnd());
    spec->stdout_target = std::move(output);
    spec->stderr_target = std::move(error_output);
    spec->controlling_terminal = true;
    ASSAY_RETURN_IF_ERROR((*terminal)->Start());
    ASSAY_ASSIGN_OR_RETURN(sandbox::Run run, (*session)->sandbox().Start(*std::move(spec)));
    const Cancellation::Registration registration(&(*session)->cancellation(), &run);
    return std::move(run).Wait();
  }();
  (*terminal)->Finish();
  if (!result.ok()) return (*session)->Fail(ExitCodeOfRun(result.status()), result.status());
  return CodeOf(result->outcome);
}

}  // namespace

void AddShellCommand(CLI::App* app, std::function<int()>* action) {
  AddShellFlags(app,
                [action](const ShellFlags& flags) { *action = [flags] { return Shell(flags); }; });
}

}  // namespace assay::judge
