#include "judge/evaluate/compile.h"

#include <fcntl.h>

#include <memory>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/compile_message.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/language/command.h"
#include "judge/language/jail_root.h"
#include "sandbox/base/copy_out.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileStep;
using ::judge::v1::Language;

constexpr char kSourceFolder[] = "/src";

absl::StatusOr<sandbox::RunSpec> MakeSpec(const JudgeContext& context, const CompileStep& step,
                                          const std::string& source_folder,
                                          const std::string& source_path) {
  sandbox::RunSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.argv, ExpandCommand(step.command(), {{"source", source_path}}));
  spec.env.assign(step.environment().begin(), step.environment().end());
  spec.root = MakeJailRoot(step.mounts(), step.proc());
  spec.root.binds.push_back({.host_path = source_folder, .jail_path = kSourceFolder});
  ASSAY_ASSIGN_OR_RETURN(spec.seccomp, context.policies.Get(step.seccomp_policy()));
  spec.keep_work_directory = true;
  return spec;
}

// Whether a run ended the way that leaves a program behind.
bool Succeeded(const sandbox::Outcome& outcome) {
  const auto* exited = std::get_if<sandbox::Exited>(&outcome);
  return exited != nullptr && exited->exit_code == 0;
}

// Fills `artefacts`. False when there is nothing to run; OUT_OF_RANGE when there is too much.
absl::StatusOr<bool> CollectArtefacts(const CompileStep& step, const std::string& source_name,
                                      const std::string& contents, int work_directory_fd,
                                      const std::string& artefacts) {
  if (step.keep_source()) {
    ASSAY_RETURN_IF_ERROR(WriteFile(absl::StrCat(artefacts, "/", source_name), contents));
  }
  if (step.artefacts().empty()) return step.keep_source();
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd destination, OpenFile(artefacts, O_RDONLY | O_DIRECTORY));
  const auto wanted = [&](absl::string_view name) {
    for (const std::string& pattern : step.artefacts()) {
      if (MatchesPattern(name, pattern)) return true;
    }
    return false;
  };
  ASSAY_ASSIGN_OR_RETURN(
      const int files, sandbox::CopyRegularFiles(
                           work_directory_fd, destination.get(), wanted,
                           {.total_bytes = PlanCompileLimits({}, step.limits()).file_size_bytes}));
  return files > 0;
}

// Of compiler messages that are cut short.
constexpr size_t kMessageTailBytes = 4096;

void Explain(const std::string& failure, ::judge::v1::CompileResult* result) {
  if (failure.empty()) return;
  result->set_output(absl::StrCat(failure, "\n", result->output()));
}

}  // namespace

absl::StatusOr<Compilation> Compile(const JudgeContext& context, const Source& source,
                                    const Language& language, const ProblemLimits& problem) {
  if (problem.source_bytes.has_value() &&
      static_cast<int64_t>(source.contents.size()) > *problem.source_bytes) {
    Compilation compilation;
    Explain(absl::StrCat("the source has ", source.contents.size(), " bytes; the problem allows ",
                         *problem.source_bytes),
            &compilation.result);
    return compilation;
  }
  const CompileStep& step = language.compile();
  const SourceNames names = NameSource(language, source.contents);
  const std::string source_path = absl::StrCat(kSourceFolder, "/", names.file_name);
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory folder, context.state.MakeDirectory("source"));
  ASSAY_RETURN_IF_ERROR(
      WriteFile(absl::StrCat(folder.path(), "/", names.file_name), source.contents));

  ASSAY_ASSIGN_OR_RETURN(sandbox::RunSpec spec,
                         MakeSpec(context, step, folder.path(), source_path));
  const sandbox::Limits limits = PlanCompileLimits(problem, step.limits());
  spec.limits = limits;
  // The first error is what a person looks for; a reason for giving up stands at the end.
  Capture output(kReportedOutputBytes, kMessageTailBytes);
  // One sink for both streams: the messages stay in their order.
  spec.stdout_target = [&output](absl::string_view data) { output.Append(data); };
  spec.stderr_target = [&output](absl::string_view data) { output.Append(data); };
  absl::StatusOr<sandbox::RunResult> run =
      RunToEnd(context.sandbox, std::move(spec), context.cancellation);
  if (!run.ok()) {
    return Annotate(run.status(), absl::StrCat("compile ", language.display_name()));
  }

  Compilation compilation;
  ::judge::v1::CompileResult& result = compilation.result;
  result.set_output(CompilerMessages(output, source_path, source.display_name));
  result.set_output_truncated(output.truncated());
  *result.mutable_outcome() = ToProto(run->outcome);
  *result.mutable_usage() = ToProto(run->usage);
  if (!Succeeded(run->outcome)) {
    Explain(CompilerFailure(run->outcome, limits), &result);
    return compilation;
  }
  ASSAY_ASSIGN_OR_RETURN(TemporaryDirectory artefacts, context.state.MakeDirectory("box"));
  const absl::StatusOr<bool> collected = CollectArtefacts(
      step, names.file_name, source.contents, run->work_directory.get(), artefacts.path());
  if (absl::IsOutOfRange(collected.status())) {
    Explain(absl::StrCat("the compiler made too much: ",
                         absl::string_view(collected.status().message())),
            &result);
    return compilation;
  }
  if (!collected.ok()) return collected.status();
  if (!*collected) {
    Explain(CompilerFailure(run->outcome, limits), &result);
    return compilation;
  }
  result.set_succeeded(true);
  compilation.program = Program{std::move(artefacts), names.main_class};
  return compilation;
}

}  // namespace assay::judge
