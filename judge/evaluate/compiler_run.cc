#include "judge/evaluate/compiler_run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/compile_message.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/preparations.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/evaluate/work_disk.h"
#include "judge/language/command.h"
#include "judge/language/jail_root.h"
#include "sandbox/base/copy_out.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileStep;

constexpr char kSourceFolder[] = "/src";

// Makes the folders that `name` is in, for the jail's user to read, whatever the umask.
absl::Status MakeFoldersOf(const std::string& name, const std::string& folder) {
  for (size_t slash = name.find('/'); slash != std::string::npos;
       slash = name.find('/', slash + 1)) {
    const std::string path = absl::StrCat(folder, "/", name.substr(0, slash));
    if (mkdir(path.c_str(), 0755) == 0) {
      if (chmod(path.c_str(), 0755) != 0) return ErrnoStatus(errno, absl::StrCat("chmod ", path));
    } else if (errno != EEXIST) {
      return ErrnoStatus(errno, absl::StrCat("mkdir ", path));
    }
  }
  return absl::OkStatus();
}

// What is put after the command's first argument.
std::vector<std::string> ExtraArguments(const CompileStep& step, const Prepared* prepared) {
  std::vector<std::string> arguments;
  for (const ::judge::v1::OptionalArguments& optional : step.optional_arguments()) {
    if (access(optional.if_file().c_str(), F_OK) != 0) continue;
    arguments.insert(arguments.end(), optional.arguments().begin(), optional.arguments().end());
  }
  if (prepared != nullptr) {
    const auto& added = step.preparation().arguments();
    arguments.insert(arguments.end(), added.begin(), added.end());
  }
  return arguments;
}

absl::StatusOr<sandbox::RunSpec> MakeSpec(const CompileJob& job, const Prepared* prepared) {
  const CompileStep& step = job.language.compile();
  std::vector<std::string> compiled;
  for (const PlacedFile& file : job.files) {
    if (file.compiled) compiled.push_back(file.jail_path());
  }
  sandbox::RunSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.argv,
                         ExpandCommand(step.command(), {{"source", job.files.front().jail_path()}},
                                       {{"sources", compiled}}));
  const std::vector<std::string> extra = ExtraArguments(step, prepared);
  spec.argv.insert(spec.argv.begin() + 1, extra.begin(), extra.end());
  spec.env.assign(step.environment().begin(), step.environment().end());
  spec.root = MakeJailRoot(step.mounts(), step.proc());
  spec.root.binds.push_back({.host_path = job.source_folder, .jail_path = kSourceFolder});
  if (prepared != nullptr) {
    const ::judge::v1::Preparation& preparation = step.preparation();
    spec.env.insert(spec.env.end(), preparation.environment().begin(),
                    preparation.environment().end());
    spec.root.binds.push_back(
        {.host_path = prepared->folder(), .jail_path = preparation.jail_path()});
  }
  spec.seccomp = job.filter;
  spec.limits = job.limits;
  if (step.has_work_disk()) SetWorkDisk(step.work_disk(), &spec);
  spec.cpu = job.cpu;
  spec.on_cpu_time = job.context.on_cpu_time;
  spec.keep_work_directory = true;
  return spec;
}

// By CPATH, gcc looks there after what a source's own folder has.
void AddIncludeFolders(const std::vector<std::string>& folders, sandbox::RunSpec* spec) {
  std::vector<std::string> places;
  for (const std::string& folder : folders) {
    places.push_back(absl::StrCat("/include/", places.size() + 1));
    spec->root.binds.push_back({.host_path = folder, .jail_path = places.back()});
  }
  if (!places.empty()) spec->env.push_back(absl::StrCat("CPATH=", absl::StrJoin(places, ":")));
}

// Whether a run ended the way that leaves a program behind.
bool Succeeded(const sandbox::Outcome& outcome) {
  const auto* exited = std::get_if<sandbox::Exited>(&outcome);
  return exited != nullptr && exited->exit_code == 0;
}

// Fills `artefacts`. False when there is nothing to run; OUT_OF_RANGE when there is too much.
absl::StatusOr<bool> CollectArtefacts(const CompileStep& step, const std::vector<PlacedFile>& files,
                                      int work_directory_fd, const std::string& artefacts) {
  if (step.keep_source()) ASSAY_RETURN_IF_ERROR(WriteFiles(files, artefacts));
  if (step.artefacts().empty()) return step.keep_source();
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd destination, OpenFile(artefacts, O_RDONLY | O_DIRECTORY));
  const auto wanted = [&](absl::string_view name) {
    for (const std::string& pattern : step.artefacts()) {
      if (MatchesPattern(name, pattern)) return true;
    }
    return false;
  };
  ASSAY_ASSIGN_OR_RETURN(
      const int copied, sandbox::CopyRegularFiles(
                            work_directory_fd, destination.get(), wanted,
                            {.total_bytes = PlanCompileLimits({}, step.limits()).file_size_bytes}));
  return copied > 0;
}

absl::StatusOr<CompilerRun> RunOnce(const CompileJob& job, const Prepared* prepared) {
  ASSAY_ASSIGN_OR_RETURN(sandbox::RunSpec spec, MakeSpec(job, prepared));
  AddIncludeFolders(job.include_folders, &spec);
  // The first error is what a person looks for; a reason for giving up stands at the end.
  Capture output(kReportedOutputBytes, kReportedTailBytes);
  // One sink for both streams: the messages stay in their order.
  spec.stdout_target = [&output](absl::string_view data) { output.Append(data); };
  spec.stderr_target = [&output](absl::string_view data) { output.Append(data); };
  absl::StatusOr<sandbox::RunResult> run =
      RunToEnd(job.context.sandbox, std::move(spec), job.context.cancellation);
  if (!run.ok()) {
    return Annotate(run.status(), absl::StrCat("compile ", job.language.display_name()));
  }

  CompilerRun ended{.result = {}, .outcome = run->outcome, .artefacts = std::nullopt};
  ::judge::v1::CompileResult& result = ended.result;
  std::vector<ShownPath> shown;
  shown.reserve(job.files.size());
  for (const PlacedFile& file : job.files) shown.push_back({file.jail_path(), file.display_name});
  result.set_output(CompilerMessages(output, shown));
  result.set_output_truncated(output.truncated());
  *result.mutable_outcome() = ToProto(run->outcome);
  *result.mutable_usage() = ToProto(run->usage);
  if (!Succeeded(run->outcome)) {
    Explain(CompilerFailure(run->outcome, job.limits), &result);
    return ended;
  }
  ASSAY_ASSIGN_OR_RETURN(TemporaryDirectory artefacts, job.context.state.MakeDirectory("box"));
  const absl::StatusOr<bool> collected = CollectArtefacts(
      job.language.compile(), job.files, run->work_directory.get(), artefacts.path());
  if (absl::IsOutOfRange(collected.status())) {
    Explain(absl::StrCat("the compiler made too much: ",
                         absl::string_view(collected.status().message())),
            &result);
    return ended;
  }
  if (!collected.ok()) return collected.status();
  if (!*collected) {
    Explain(CompilerFailure(run->outcome, job.limits), &result);
    return ended;
  }
  result.set_succeeded(true);
  ended.artefacts = std::move(artefacts);
  return ended;
}

// Whether a result that was got with a preparation could be another without it: a message names
// what that was made of, or something but time has run out.
bool MayDependOn(const ::judge::v1::Preparation& preparation, const CompilerRun& run) {
  if (absl::StrContains(run.result.output(),
                        absl::StrCat(kSourceFolder, "/", preparation.source_name()))) {
    return true;
  }
  if (const auto* exceeded = std::get_if<sandbox::LimitExceeded>(&run.outcome)) {
    return exceeded->limit != sandbox::Limit::kCpuTime &&
           exceeded->limit != sandbox::Limit::kWallTime;
  }
  return !std::holds_alternative<sandbox::Exited>(run.outcome);
}

}  // namespace

absl::Status WriteFiles(const std::vector<PlacedFile>& files, const std::string& folder) {
  for (const PlacedFile& file : files) {
    ASSAY_RETURN_IF_ERROR(MakeFoldersOf(file.name, folder));
    ASSAY_RETURN_IF_ERROR(WriteFile(absl::StrCat(folder, "/", file.name), *file.contents,
                                    file.executable ? 0755 : 0644));
  }
  return absl::OkStatus();
}

void Explain(const std::string& failure, ::judge::v1::CompileResult* result) {
  if (failure.empty()) return;
  result->set_output(absl::StrCat(failure, "\n", result->output()));
}

absl::StatusOr<CompilerRun> RunCompiler(const CompileJob& job) {
  const CompileStep& step = job.language.compile();
  // A header that is found ahead of the toolchain's own could change the meaning of these.
  if (job.context.preparations == nullptr || !job.include_folders.empty()) {
    return RunOnce(job, nullptr);
  }
  const std::optional<Prepared> prepared =
      job.context.preparations->Get(job.context, step, job.filter, job.cpu);
  if (!prepared.has_value()) return RunOnce(job, nullptr);
  absl::StatusOr<CompilerRun> run = RunOnce(job, &*prepared);
  if (run.ok() && MayDependOn(step.preparation(), *run)) return RunOnce(job, nullptr);
  return run;
}

}  // namespace assay::judge
