#include "judge/evaluate/toolchain_version.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/evaluate/verdict.h"
#include "judge/language/jail_root.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<std::string> ToolchainVersion(const JudgeContext& context,
                                             const ::judge::v1::Language& language) {
  const ::judge::v1::CompileStep& step = language.compile();
  sandbox::RunSpec spec;
  spec.argv.assign(language.version_command().begin(), language.version_command().end());
  spec.env.assign(step.environment().begin(), step.environment().end());
  spec.limits = PlanCompileLimits({}, step.limits());
  spec.root = MakeJailRoot(step.mounts(), step.proc());
  ASSAY_ASSIGN_OR_RETURN(spec.seccomp, context.policies.Get(step.seccomp_policy()));
  Capture output(4096);
  // Some say it here; others warn of what they do not find in a jail.
  Capture errors(4096);
  spec.stdout_target = [&output](absl::string_view data) { output.Append(data); };
  spec.stderr_target = [&errors](absl::string_view data) { errors.Append(data); };
  ASSAY_ASSIGN_OR_RETURN(const sandbox::RunResult result,
                         RunToEnd(context.sandbox, std::move(spec), context.cancellation));
  if (result.outcome != sandbox::Outcome(sandbox::Exited{0})) {
    return absl::FailedPreconditionError(
        absl::StrCat(language.version_command(0),
                     " does not work in a jail: ", DescribeOutcome(result.outcome)));
  }
  const absl::string_view text = output.data().empty() ? errors.data() : output.data();
  return MakePrintableLine(text.substr(0, text.find('\n')));
}

}  // namespace assay::judge
