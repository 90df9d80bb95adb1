#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/image_jail.h"
#include "judge/cli/input_feed.h"
#include "judge/cli/jail_flags.h"
#include "judge/cli/run_report.h"
#include "judge/cli/session.h"
#include "judge/cli/standard_streams.h"
#include "judge/evaluate/bare_run.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/hide_path.h"
#include "proto/sandbox/v1/run.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// On the host's /usr, or in the image, of which `lease` is to be kept until the run is over.
absl::StatusOr<sandbox::RunSpec> MakeSpec(const RunFlags& flags,
                                          std::optional<StoredImage>* lease) {
  sandbox::RunSpec spec;
  if (flags.image.empty()) {
    if (flags.argv.empty()) return NoProgramError();
    absl::StatusOr<std::vector<std::string>> argv = ResolveProgram(flags.argv);
    if (!argv.ok()) return argv.status();
    spec.argv = *std::move(argv);
    spec.env = BareEnvironment(flags.environment);
    spec.root = DefaultRoot();
  } else {
    absl::StatusOr<StoredImage> image = OpenImage(flags.image, flags.strip_privileges);
    if (!image.ok()) return image.status();
    const absl::Status planned =
        EnterImage(*image, flags.argv, flags.environment, flags.working_directory, &spec);
    if (!planned.ok()) return planned;
    *lease = *std::move(image);
  }
  spec.limits = PlanBareLimits(flags.limits);
  flags.disk.Apply(&spec);
  spec.details = flags.details;
  spec.details.memory = flags.json;
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
  }
  return ReportRun(report, json);
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

}  // namespace

int Run(const RunFlags& flags) {
  if (flags.image.empty() && !flags.working_directory.empty()) {
    return Fail(kExitUsage, absl::InvalidArgumentError("--workdir is for --image alone"));
  }
  if (flags.image.empty() && flags.strip_privileges) {
    return Fail(kExitUsage, absl::InvalidArgumentError("--strip-privileges is for --image alone"));
  }
  std::optional<StoredImage> image;
  absl::StatusOr<sandbox::RunSpec> spec = MakeSpec(flags, &image);
  if (!spec.ok()) return Fail(ExitCodeOfArgument(spec.status()), spec.status());
  sandbox::SandboxOptions options = flags.sandbox;
  if (const absl::Status status = flags.network.Apply(&options); !status.ok()) {
    return Fail(kExitUsage, status);
  }
  const absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(options);
  if (!session.ok()) return Fail(kExitHost, session.status());
  auto filter = (*session)->policies().Get(flags.network.SeccompPolicy(flags.policy));
  if (!filter.ok()) return Fail(ExitCodeOfArgument(filter.status()), filter.status());
  spec->seccomp = *std::move(filter);
  auto network = flags.network.Make((*session)->sandbox());
  if (!network.ok()) {
    // What the kernel does not permit is no argument.
    const bool host = absl::IsPermissionDenied(network.status());
    return Fail(host ? kExitHost : ExitCodeOfArgument(network.status()), network.status());
  }
  spec->network = *std::move(network);
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

}  // namespace assay::judge
