#include "judge/evaluate/compile.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/evaluate/compiler_run.h"
#include "judge/evaluate/kept_compilations.h"
#include "judge/evaluate/plan_limits.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileStep;
using ::judge::v1::Language;

// See policies/package_programs.
constexpr char kScripts[] = "script";

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

// What is not even given to the compiler.
Compilation Refused(const std::string& reason) {
  Compilation compilation;
  Explain(reason, &compilation.result);
  return compilation;
}

// What names the compilation in the cache; absent when it is not to be kept.
std::optional<std::string> KeyOf(const CompileJob& job) {
  // What is in the folders, and what a build script calls, is not part of the key.
  if (job.context.compile_cache == nullptr || !job.include_folders.empty() ||
      job.language.id() == kScripts) {
    return std::nullopt;
  }
  std::vector<KeyedFile> files;
  files.reserve(job.files.size());
  for (const PlacedFile& file : job.files) {
    files.push_back({.name = file.name,
                     .display_name = file.display_name,
                     .contents = *file.contents,
                     .compiled = file.compiled,
                     .executable = file.executable});
  }
  return CompilationKey(job.context.cache_scope, job.language, *job.filter, job.limits, files);
}

absl::StatusOr<CompilerRun> FindOrCompile(CompileJob& job) {
  const std::optional<std::string> key = KeyOf(job);
  if (key.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(TemporaryDirectory artefacts, job.context.state.MakeDirectory("box"));
    ASSAY_ASSIGN_OR_RETURN(std::optional<::judge::v1::CompileResult> result,
                           FindCompilation(*job.context.compile_cache, *key, artefacts.path()));
    if (result.has_value()) {
      return CompilerRun{.result = *std::move(result),
                         .outcome = sandbox::Exited{0},
                         .artefacts = std::move(artefacts)};
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory folder,
                         job.context.state.MakeDirectory("source"));
  ASSAY_RETURN_IF_ERROR(WriteFiles(job.files, folder.path()));
  job.source_folder = folder.path();
  absl::StatusOr<CompilerRun> run = RunCompiler(job);
  if (key.has_value() && run.ok() && run->artefacts.has_value()) {
    KeepCompilation(*job.context.compile_cache, *key, run->result, run->artefacts->path());
  }
  return run;
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
  CompileJob job = {.context = context,
                    .language = language,
                    .files = files,
                    .include_folders = include_folders,
                    .limits = PlanCompileLimits(problem, step.limits()),
                    .cpu = cpu};
  ASSAY_ASSIGN_OR_RETURN(job.filter, context.policies.Get(step.seccomp_policy()));
  ASSAY_ASSIGN_OR_RETURN(CompilerRun run, FindOrCompile(job));
  Compilation compilation = {.result = std::move(run.result), .program = std::nullopt};
  if (run.artefacts.has_value()) {
    compilation.program = Program{*std::move(run.artefacts), names.main_class};
  }
  return compilation;
}

}  // namespace assay::judge
