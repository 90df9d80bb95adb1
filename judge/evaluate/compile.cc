#include "judge/evaluate/compile.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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
// See policies/package_programs.
constexpr char kScripts[] = "script";

// A source file where the compiler finds it.
struct PlacedFile {
  std::string name;
  std::string display_name;
  const std::string* contents;
  // Whether {sources} has it.
  bool compiled = true;
  bool executable = false;

  std::string jail_path() const { return absl::StrCat(kSourceFolder, "/", name); }
};

bool HasExtension(absl::string_view name, const Language& language) {
  for (const std::string& extension : language.companion_extensions()) {
    if (absl::EndsWith(name, absl::StrCat(".", extension))) return true;
  }
  return false;
}

// The main file, then the rest. References `source`.
std::vector<PlacedFile> PlaceFiles(const Source& source, const std::string& main_name,
                                   const Language& language) {
  std::vector<PlacedFile> files = {{.name = main_name,
                                    .display_name = source.display_name,
                                    .contents = &source.contents,
                                    .executable = language.id() == kScripts}};
  for (const CompanionFile& file : source.companions) {
    files.push_back({.name = file.name,
                     .display_name = file.name,
                     .contents = &file.contents,
                     .compiled = HasExtension(file.name, language),
                     .executable = file.executable});
  }
  return files;
}

// The first name that stands twice, be it as a folder's, or empty.
std::string RepeatedName(const std::vector<PlacedFile>& files) {
  std::set<absl::string_view> names;
  for (const PlacedFile& file : files) {
    if (!names.insert(file.name).second) return file.name;
  }
  for (const PlacedFile& file : files) {
    const absl::string_view name = file.name;
    for (size_t slash = name.find('/'); slash != absl::string_view::npos;
         slash = name.find('/', slash + 1)) {
      if (names.count(name.substr(0, slash)) != 0) return std::string(name.substr(0, slash));
    }
  }
  return "";
}

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

absl::Status WriteFiles(const std::vector<PlacedFile>& files, const std::string& folder) {
  for (const PlacedFile& file : files) {
    ASSAY_RETURN_IF_ERROR(MakeFoldersOf(file.name, folder));
    ASSAY_RETURN_IF_ERROR(WriteFile(absl::StrCat(folder, "/", file.name), *file.contents,
                                    file.executable ? 0755 : 0644));
  }
  return absl::OkStatus();
}

absl::StatusOr<sandbox::RunSpec> MakeSpec(const JudgeContext& context, const CompileStep& step,
                                          const std::string& source_folder,
                                          const std::vector<PlacedFile>& files) {
  std::vector<std::string> compiled;
  for (const PlacedFile& file : files) {
    if (file.compiled) compiled.push_back(file.jail_path());
  }
  sandbox::RunSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.argv,
                         ExpandCommand(step.command(), {{"source", files.front().jail_path()}},
                                       {{"sources", compiled}}));
  spec.env.assign(step.environment().begin(), step.environment().end());
  spec.root = MakeJailRoot(step.mounts(), step.proc());
  spec.root.binds.push_back({.host_path = source_folder, .jail_path = kSourceFolder});
  ASSAY_ASSIGN_OR_RETURN(spec.seccomp, context.policies.Get(step.seccomp_policy()));
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

// Of compiler messages that are cut short.
constexpr size_t kMessageTailBytes = 4096;

void Explain(const std::string& failure, ::judge::v1::CompileResult* result) {
  if (failure.empty()) return;
  result->set_output(absl::StrCat(failure, "\n", result->output()));
}

// What is not even given to the compiler.
Compilation Refused(const std::string& reason) {
  Compilation compilation;
  Explain(reason, &compilation.result);
  return compilation;
}

}  // namespace

absl::StatusOr<Compilation> Compile(const JudgeContext& context, const Source& source,
                                    const Language& language, const ProblemLimits& problem,
                                    std::optional<int> cpu,
                                    const std::vector<std::string>& include_folders) {
  if (problem.source_bytes.has_value() && source.size_bytes() > *problem.source_bytes) {
    return Refused(absl::StrCat("the source has ", source.size_bytes(),
                                " bytes; the problem allows ", *problem.source_bytes));
  }
  const CompileStep& step = language.compile();
  const SourceNames names = NameSource(language, source.contents);
  const std::vector<PlacedFile> files = PlaceFiles(source, names.file_name, language);
  if (const std::string repeated = RepeatedName(files); !repeated.empty()) {
    return Refused(absl::StrCat("two files are called ", repeated,
                                "; the main file is compiled as ", names.file_name));
  }
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory folder, context.state.MakeDirectory("source"));
  ASSAY_RETURN_IF_ERROR(WriteFiles(files, folder.path()));

  ASSAY_ASSIGN_OR_RETURN(sandbox::RunSpec spec, MakeSpec(context, step, folder.path(), files));
  AddIncludeFolders(include_folders, &spec);
  const sandbox::Limits limits = PlanCompileLimits(problem, step.limits());
  spec.limits = limits;
  spec.cpu = cpu;
  spec.on_cpu_time = context.on_cpu_time;
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
  std::vector<ShownPath> shown;
  shown.reserve(files.size());
  for (const PlacedFile& file : files) shown.push_back({file.jail_path(), file.display_name});
  result.set_output(CompilerMessages(output, shown));
  result.set_output_truncated(output.truncated());
  *result.mutable_outcome() = ToProto(run->outcome);
  *result.mutable_usage() = ToProto(run->usage);
  if (!Succeeded(run->outcome)) {
    Explain(CompilerFailure(run->outcome, limits), &result);
    return compilation;
  }
  ASSAY_ASSIGN_OR_RETURN(TemporaryDirectory artefacts, context.state.MakeDirectory("box"));
  const absl::StatusOr<bool> collected =
      CollectArtefacts(step, files, run->work_directory.get(), artefacts.path());
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
