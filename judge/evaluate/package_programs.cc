#include "judge/evaluate/package_programs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "judge/base/printable.h"
#include "judge/base/sha256.h"
#include "judge/language/language_store.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/program_source.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int kReasonLines = 3;
constexpr size_t kReasonBytes = 400;

void Add(absl::string_view part, Sha256* digest) {
  digest->Update(absl::StrCat(part.size(), ":"));
  digest->Update(part);
}

// Of all that the executable depends on, but what is installed on the host.
std::string KeyOf(const Source& source, const ::judge::v1::Language& language) {
  Sha256 digest;
  Add(language.SerializeAsString(), &digest);
  Add(source.display_name, &digest);
  Add(source.contents, &digest);
  for (const CompanionFile& file : source.companions) {
    Add(file.name, &digest);
    Add(file.contents, &digest);
    Add(file.executable ? "x" : "", &digest);
  }
  return digest.Finish();
}

// The first lines of what the compiler said, as one.
std::string Reason(const ::judge::v1::CompileResult& result) {
  std::string reason;
  int lines = 0;
  for (const absl::string_view line : absl::StrSplit(result.output(), '\n', absl::SkipEmpty())) {
    absl::StrAppend(&reason, lines == 0 ? "" : " | ", line);
    if (++lines == kReasonLines) break;
  }
  return MakePrintableLine(Truncate(reason, kReasonBytes));
}

// Validators are compiled by the newer of the languages that share an ending.
const ::judge::v1::Language* Newest(const LanguageStore& languages, const PackageProgram& program,
                                    const ::judge::v1::Language* language) {
  if (!program.language.empty() || language->id() != "cpp17") return language;
  const auto newer = languages.Get("cpp20");
  return newer.ok() ? *newer : language;
}

absl::Status AsHostsFault(const absl::Status& status) {
  if (!absl::IsFailedPrecondition(status)) return status;
  return absl::UnavailableError(status.message());
}

}  // namespace

PackagePrograms::PackagePrograms(Options options) : options_(std::move(options)) {}

PackagePrograms::Executable PackagePrograms::FindOrBegin(const std::string& key) {
  const absl::MutexLock lock(&mutex_);
  while (true) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    if (found == entries_.end()) {
      entries_.push_front({.key = key});
      return nullptr;
    }
    if (!found->compiling) {
      entries_.splice(entries_.begin(), entries_, found);
      return entries_.front().executable;
    }
    // One that fails is forgotten, and the next thread tries it: the first one may have been
    // cancelled.
    const auto ended = [this, &key]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return std::none_of(entries_.begin(), entries_.end(),
                          [&](const Entry& entry) { return entry.key == key && entry.compiling; });
    };
    mutex_.Await(absl::Condition(&ended));
  }
}

void PackagePrograms::Finished(const std::string& key, Executable executable) {
  // Removed, with files, outside of the lock.
  std::vector<Executable> removed;
  const absl::MutexLock lock(&mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  if (executable == nullptr) {
    entries_.erase(found);
    return;
  }
  found->executable = std::move(executable);
  found->compiling = false;
  size_t kept = 0;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const bool unused = !entry->compiling && entry->executable.use_count() == 1;
    if (unused && ++kept > options_.max_kept) {
      removed.push_back(std::move(entry->executable));
      entry = entries_.erase(entry);
    } else {
      ++entry;
    }
  }
}

absl::StatusOr<PackagePrograms::Executable> PackagePrograms::Get(const JudgeContext& context,
                                                                 const Problem& problem,
                                                                 const PackageProgram& program,
                                                                 std::optional<int> cpu) {
  ASSAY_ASSIGN_OR_RETURN(const ProgramSource read,
                         ReadJudgeProgram(problem, program, context.languages));
  const ::judge::v1::Language* const language = Newest(context.languages, program, read.language);
  ASSAY_RETURN_IF_ERROR(AsHostsFault(CheckInstalled(*language)));
  const std::string key = KeyOf(read.source, *language);
  if (Executable executable = FindOrBegin(key)) return executable;
  absl::StatusOr<Compilation> compilation =
      Compile(context, read.source, *language, ProblemLimits(), cpu, options_.include_folders);
  if (!compilation.ok() || !compilation->program.has_value()) {
    Finished(key, nullptr);
    if (!compilation.ok()) return AsHostsFault(compilation.status());
    return ProblemFault(absl::StrCat(PathInPackage(problem, program),
                                     " does not compile: ", Reason(compilation->result)));
  }
  auto executable = std::make_shared<const PackageExecutable>(
      PackageExecutable{.path = PathInPackage(problem, program),
                        .language = *language,
                        .program = *std::move(compilation->program)});
  Finished(key, executable);
  return executable;
}

}  // namespace assay::judge
