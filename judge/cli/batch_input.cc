#include "judge/cli/batch_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/batch/digests.h"
#include "judge/problem/package_reader.h"
#include "judge/problem/problem_folder.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr char kStandardInput[] = "-";

bool IsJsonl(const std::string& path) {
  return path == kStandardInput || absl::EndsWith(path, ".jsonl");
}

absl::StatusOr<UniqueFd> OpenInput(const std::string& path) {
  if (path != kStandardInput) return OpenFile(path, O_RDONLY);
  UniqueFd fd(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
  if (!fd.valid()) return ErrnoStatus(errno, "standard input");
  return fd;
}

// What source_file is relative to.
std::string FolderOf(const std::string& path) {
  if (path == kStandardInput) return ".";
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

absl::StatusOr<std::unique_ptr<BatchInput>> BatchInput::Open(const BatchFlags& flags,
                                                             const LanguageStore& languages) {
  std::unique_ptr<BatchInput> input(new BatchInput());
  input->defaults_.languages = &languages;
  if (!flags.language.empty()) {
    ASSAY_ASSIGN_OR_RETURN(input->defaults_.language, languages.Get(flags.language));
  }
  if (flags.set.has_value()) {
    ASSAY_RETURN_IF_ERROR(input->OpenSet(flags, languages));
    return input;
  }
  if (flags.problems.empty() && flags.problem_ids.empty()) {
    return absl::InvalidArgumentError("--problem: is missing; name the problem's package");
  }
  ASSAY_RETURN_IF_ERROR(Annotate(input->LoadProblems(flags.problems), "--problem"));
  ASSAY_RETURN_IF_ERROR(input->FindInputs(flags.inputs, languages));
  return input;
}

absl::Status BatchInput::LoadProblems(const std::vector<std::string>& given) {
  for (const std::string& each : given) {
    const NamedArgument argument = SplitNamed(each);
    const std::string& path = argument.value;
    std::string name = argument.name.value_or("");
    if (!argument.name.has_value()) {
      ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(path));
      name = folder.Name();
    }
    LoadedProblem loaded = {.problem = ReadPackage(path), .digest = ""};
    if (!loaded.problem.ok() && !IsProblemFault(loaded.problem.status())) {
      return loaded.problem.status();
    }
    ASSAY_ASSIGN_OR_RETURN(loaded.digest, DigestOfFolder(path));
    ASSAY_RETURN_IF_ERROR(Add(std::move(name), std::move(loaded)));
  }
  return absl::OkStatus();
}

absl::Status BatchInput::AddProblem(std::string name, std::string digest) {
  return Add(std::move(name), {.problem = Problem(), .digest = std::move(digest)});
}

absl::Status BatchInput::Add(std::string name, LoadedProblem loaded) {
  if (name.empty() || !IsPlainText(name)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", MakePrintableLine(name), "\" is no plain name before a \"=\""));
  }
  if (!problems_.emplace(name, std::move(loaded)).second) {
    return absl::InvalidArgumentError(
        absl::StrCat("two are called \"", name, "\"; name one of them otherwise: NAME=..."));
  }
  defaults_.problems.push_back(std::move(name));
  return absl::OkStatus();
}

absl::Status BatchInput::FindInputs(const std::vector<std::string>& inputs,
                                    const LanguageStore& languages) {
  for (const std::string& path : inputs) {
    if (IsJsonl(path)) {
      ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenInput(path));
      if (lseek(fd.get(), 0, SEEK_CUR) < 0 || path == kStandardInput) rereadable_ = false;
      parts_.push_back({.jsonl = path, .files = {}});
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(FoundFiles found, FindFiles(path, languages));
    passed_over_ += found.passed_over;
    parts_.push_back({.jsonl = "", .files = std::move(found.files)});
  }
  return absl::OkStatus();
}

absl::Status BatchInput::OpenSet(const BatchFlags& flags, const LanguageStore& languages) {
  if (flags.inputs.size() != 1) {
    return absl::InvalidArgumentError("--set: name one file of tasks");
  }
  if (defaults_.language == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(defaults_.language, languages.Get("python3"));
  }
  evaluation_ = {.language = defaults_.language, .same_process = flags.same_process};
  ASSAY_RETURN_IF_ERROR(Annotate(CheckTemplate(*flags.set, evaluation_), "--set"));
  tasks_ = flags.inputs.front();
  completions_ = flags.completions;
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenInput(tasks_));
  ASSAY_ASSIGN_OR_RETURN(set_, ReadEvaluationSet(*flags.set, std::move(fd), tasks_));
  if (completions_.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd samples, OpenInput(completions_));
  rereadable_ = completions_ != kStandardInput && lseek(samples.get(), 0, SEEK_CUR) >= 0;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<EntrySource>> BatchInput::Entries(
    const Cancellation& cancellation) const {
  EntryDefaults defaults = defaults_;
  defaults.cancellation = &cancellation;
  EvaluationOptions evaluation = evaluation_;
  evaluation.cancellation = &cancellation;
  if (set_.has_value()) {
    if (completions_.empty()) return CanonicalEntries(*set_, tasks_, evaluation);
    ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenInput(completions_));
    return SampleEntries(*set_, std::move(fd), completions_, evaluation);
  }
  std::vector<std::unique_ptr<EntrySource>> sources;
  for (const Part& part : parts_) {
    if (part.jsonl.empty()) {
      sources.push_back(FileEntries(part.files, defaults));
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenInput(part.jsonl));
    ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<EntrySource> entries,
                           JsonlEntries(std::move(fd), part.jsonl, FolderOf(part.jsonl), defaults));
    sources.push_back(std::move(entries));
  }
  return ChainEntries(std::move(sources));
}

}  // namespace assay::judge
