#include "judge/evaluate/package_run.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/hide_path.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/run_spec_builder.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/evaluate/runtime_outcome.h"
#include "judge/evaluate/verdict.h"
#include "judge/evaluate/work_room.h"
#include "judge/problem/problem_fault.h"
#include "sandbox/base/status.h"
#include "sandbox/exec_failure.h"

namespace assay::judge {
namespace {

constexpr absl::Duration kValidationTime = absl::Seconds(60);
constexpr int64_t kValidationMemoryBytes = int64_t{2048} << 20;
constexpr int64_t kValidationOutputBytes = int64_t{8} << 20;
constexpr size_t kReasonBytes = 200;

// The first line, and the last one: many say there what they died of.
std::string FirstAndLastLine(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  const auto shown = [](absl::string_view line) {
    return MakePrintableLine(Truncate(absl::StripAsciiWhitespace(line), kReasonBytes));
  };
  const size_t end = text.find('\n');
  if (end == absl::string_view::npos) return shown(text);
  return absl::StrCat(shown(text.substr(0, end)), " ... ",
                      shown(text.substr(text.rfind('\n') + 1)));
}

}  // namespace

absl::StatusOr<sandbox::Limits> PlanValidationLimits(const ProblemLimits& problem,
                                                     const ::judge::v1::RunStep& run) {
  sandbox::Limits limits;
  limits.cpu_time = problem.validation_time.value_or(kValidationTime);
  limits.wall_time = DefaultWallTime(limits.cpu_time);
  limits.memory_bytes =
      problem.validation_memory_bytes.value_or(kValidationMemoryBytes) + run.extra_memory_bytes();
  limits.output_bytes = problem.validation_output_bytes.value_or(kValidationOutputBytes);
  limits.file_size_bytes = limits.output_bytes;
  limits.stack_bytes = limits.memory_bytes;
  limits.work_bytes = limits.memory_bytes;
  limits.task_count = run.task_count();
  if (const absl::Status status = sandbox::ValidateLimits(limits); !status.ok()) {
    return ProblemFault(absl::StrCat("validation limits: ", absl::string_view(status.message())));
  }
  return limits;
}

absl::StatusOr<sandbox::RunSpec> MakePackageRunSpec(const JudgeContext& context,
                                                    const PackageExecutable& executable,
                                                    const std::vector<std::string>& args,
                                                    const sandbox::Limits& limits) {
  ASSAY_ASSIGN_OR_RETURN(sandbox::RunSpec spec, MakeRunSpec(executable.program, executable.language,
                                                            limits, context.policies));
  spec.argv.insert(spec.argv.end(), args.begin(), args.end());
  spec.keep_work_directory = true;
  spec.on_cpu_time = context.on_cpu_time;
  return spec;
}

absl::StatusOr<PackageRunResult> RunPackageProgram(const JudgeContext& context,
                                                   const PackageExecutable& executable,
                                                   PackageRun run, Cancellation* superseded) {
  ASSAY_ASSIGN_OR_RETURN(sandbox::RunSpec spec,
                         MakePackageRunSpec(context, executable, run.args, run.limits));
  spec.cpu = run.cpu;
  ASSAY_RETURN_IF_ERROR(CheckWorkFiles(executable.path, run.files));
  spec.work_files = std::move(run.files);
  spec.stdin_fd = std::move(run.stdin_fd);
  const bool privileged = context.sandbox.privileged();
  if (spec.root.proc || !privileged) {
    ASSAY_ASSIGN_OR_RETURN(spec.stdin_fd, HidePath(std::move(spec.stdin_fd), privileged));
  }
  Capture out(run.kept_output_bytes);
  Capture err(run.kept_output_bytes);
  spec.stdout_target = [&out](absl::string_view data) { out.Append(data); };
  spec.stderr_target = [&err](absl::string_view data) { err.Append(data); };
  absl::StatusOr<sandbox::RunResult> ended =
      RunToEnd(context.sandbox, std::move(spec), context.cancellation, superseded);
  if (!ended.ok()) return ExplainRunError(executable, ended.status());
  PackageRunResult result;
  result.usage = ended->usage;
  result.standard_output = out.data();
  result.standard_error = err.data();
  result.outcome = RuntimeOutcome(ended->outcome, executable.language.run(), result.standard_error);
  result.work_directory = std::move(ended->work_directory);
  return result;
}

absl::Status ExplainRunError(const PackageExecutable& executable, const absl::Status& status) {
  if (sandbox::IsUnexecutable(status) || absl::IsInvalidArgument(status)) {
    return ProblemFault(
        absl::StrCat(executable.path, " cannot be run: ", absl::string_view(status.message())));
  }
  return Annotate(status, executable.path);
}

absl::Status BadEnd(const PackageExecutable& executable, const PackageRunResult& result,
                    absl::string_view expected) {
  std::string message = absl::StrCat(executable.path, ": ", DescribeOutcome(result.outcome));
  if (std::holds_alternative<sandbox::Exited>(result.outcome)) {
    absl::StrAppend(&message, "; it must be ", expected);
  }
  const std::string said = FirstAndLastLine(result.standard_error);
  if (!said.empty()) absl::StrAppend(&message, "; it said: ", said);
  return ProblemFault(message);
}

}  // namespace assay::judge
