#include "judge/batch/submission_entries.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "judge/base/printable.h"
#include "judge/batch/line_reader.h"
#include "judge/batch/submission_line.h"
#include "judge/problem/problem_folder.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostNameBytes = 512;
constexpr size_t kShownProblems = 10;

std::string ShownName(absl::string_view name) {
  return MakePrintableLine(Truncate(name, kMostNameBytes));
}

absl::Status CheckContents(absl::string_view contents) {
  const size_t nul = contents.find('\0');
  if (nul != absl::string_view::npos) {
    return absl::InvalidArgumentError(absl::StrCat("source: holds a NUL byte at offset ", nul,
                                                   ": it is a binary file or UTF-16"));
  }
  return absl::OkStatus();
}

absl::Status TooLarge() {
  return absl::InvalidArgumentError(
      absl::StrCat("source: is larger than ", kMaxSourceBytes >> 20, " MiB"));
}

absl::Status UnknownProblem(absl::string_view name, const std::vector<std::string>& known) {
  const std::vector<std::string> shown(known.begin(),
                                       known.begin() + std::min(known.size(), kShownProblems));
  return absl::NotFoundError(absl::StrCat("problem: \"", ShownName(name),
                                          "\" is none of the batch's: ", absl::StrJoin(shown, ", "),
                                          known.size() > shown.size() ? ", ..." : ""));
}

class Jsonl : public EntrySource {
 public:
  Jsonl(UniqueFd fd, const std::string& name, ProblemFolder folder, EntryDefaults defaults)
      : name_(ShownName(name)),
        lines_(std::move(fd), name_, kMostLineBytes, defaults.cancellation),
        folder_(std::move(folder)),
        defaults_(std::move(defaults)) {}

  absl::StatusOr<std::optional<BatchEntry>> Next() override {
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const std::optional<LineReader::Line> line, lines_.Next());
      if (!line.has_value()) return std::nullopt;
      if (absl::StripAsciiWhitespace(line->text).empty()) continue;
      BatchEntry entry;
      entry.origin = absl::StrCat(name_, ":", line->number);
      entry.id = entry.origin;
      entry.error = line->too_long ? absl::InvalidArgumentError(absl::StrCat(
                                         "the line is longer than ", kMostLineBytes >> 20, " MiB"))
                                   : Fill(line->text, &entry);
      return entry;
    }
  }

 private:
  absl::Status Fill(absl::string_view text, BatchEntry* entry) const {
    ASSAY_ASSIGN_OR_RETURN(SubmissionLine line, ParseSubmissionLine(text));
    if (!line.id.empty()) entry->id = ShownName(line.id);
    entry->limits = line.limits;
    ASSAY_RETURN_IF_ERROR(ChooseProblem(line, entry));
    ASSAY_RETURN_IF_ERROR(ChooseLanguage(line, entry));
    if (!line.source_file.empty()) return ReadFileOf(line, entry);
    std::vector<CompanionFile> companions;
    for (size_t i = 1; i < line.files.size(); ++i) {
      companions.push_back(
          {.name = std::move(line.files[i].name), .contents = std::move(line.files[i].contents)});
    }
    const std::string& main_name = line.files.front().name;
    ASSAY_ASSIGN_OR_RETURN(
        entry->source, MakeSource(main_name.empty() ? entry->id : ShownName(main_name),
                                  std::move(line.files.front().contents), std::move(companions)));
    return CheckMainName(*entry);
  }

  absl::Status ChooseProblem(const SubmissionLine& line, BatchEntry* entry) const {
    const std::vector<std::string>& known = defaults_.problems;
    if (line.problem.empty()) {
      if (known.size() == 1) {
        entry->problem = known.front();
        return absl::OkStatus();
      }
      return absl::InvalidArgumentError(
          absl::StrCat("problem: is missing; the batch has ", known.size()));
    }
    entry->problem = ShownName(line.problem);
    if (std::find(known.begin(), known.end(), line.problem) == known.end()) {
      return UnknownProblem(line.problem, known);
    }
    return absl::OkStatus();
  }

  absl::Status ChooseLanguage(const SubmissionLine& line, BatchEntry* entry) const {
    if (!line.language.empty()) {
      ASSAY_ASSIGN_OR_RETURN(entry->language, defaults_.languages->Get(line.language));
      return absl::OkStatus();
    }
    entry->language = defaults_.language;
    if (entry->language != nullptr) return absl::OkStatus();
    const std::string& name = line.files.empty() ? line.source_file : line.files.front().name;
    if (name.empty()) return absl::InvalidArgumentError("language: is missing");
    ASSAY_ASSIGN_OR_RETURN(entry->language, defaults_.languages->Guess(name));
    return absl::OkStatus();
  }

  // Whoever writes the line, and not its program, is wrong about names that collide.
  static absl::Status CheckMainName(const BatchEntry& entry) {
    const std::string name = NameSource(*entry.language, entry.source.contents).file_name;
    for (const CompanionFile& file : entry.source.companions) {
      if (file.name != name) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("sources: the first file is compiled as ", name,
                       ", which is another one's name, too; call that otherwise"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadFileOf(const SubmissionLine& line, BatchEntry* entry) const {
    const std::string shown = ShownName(line.source_file);
    if (line.source_file.front() == '/') {
      return absl::InvalidArgumentError(absl::StrCat(
          "source_file: ", shown, " is absolute; it is a path below the folder of the JSONL"));
    }
    const absl::StatusOr<UniqueFd> fd = folder_.OpenFile(line.source_file);
    if (!fd.ok()) return Annotate(fd.status(), "source_file");
    absl::StatusOr<std::string> contents = ReadDescriptor(fd->get(), kMaxSourceBytes, shown);
    if (absl::IsResourceExhausted(contents.status())) return TooLarge();
    if (!contents.ok()) return contents.status();
    ASSAY_ASSIGN_OR_RETURN(entry->source, MakeSource(shown, *std::move(contents), {}));
    return absl::OkStatus();
  }

  const std::string name_;
  LineReader lines_;
  const ProblemFolder folder_;
  const EntryDefaults defaults_;
};

class Files : public EntrySource {
 public:
  Files(std::vector<std::string> files, EntryDefaults defaults)
      : files_(std::move(files)), defaults_(std::move(defaults)) {}

  absl::StatusOr<std::optional<BatchEntry>> Next() override {
    if (problem_ == defaults_.problems.size()) {
      problem_ = 0;
      ++file_;
    }
    if (file_ >= files_.size()) return std::nullopt;
    const std::string& path = files_[file_];
    BatchEntry entry;
    entry.origin = ShownName(path);
    entry.id = entry.origin;
    entry.problem = defaults_.problems[problem_++];
    entry.error = Fill(path, &entry);
    return entry;
  }

 private:
  absl::Status Fill(const std::string& path, BatchEntry* entry) const {
    entry->language = defaults_.language;
    if (entry->language == nullptr) {
      ASSAY_ASSIGN_OR_RETURN(entry->language, defaults_.languages->Guess(path));
    }
    ASSAY_ASSIGN_OR_RETURN(entry->source, ReadSource({path}));
    return absl::OkStatus();
  }

  const std::vector<std::string> files_;
  const EntryDefaults defaults_;
  size_t file_ = 0;
  size_t problem_ = 0;
};

class Chain : public EntrySource {
 public:
  explicit Chain(std::vector<std::unique_ptr<EntrySource>> sources)
      : sources_(std::move(sources)) {}

  absl::StatusOr<std::optional<BatchEntry>> Next() override {
    while (next_ < sources_.size()) {
      ASSAY_ASSIGN_OR_RETURN(std::optional<BatchEntry> entry, sources_[next_]->Next());
      if (entry.has_value()) return entry;
      sources_[next_++].reset();
    }
    return std::nullopt;
  }

 private:
  std::vector<std::unique_ptr<EntrySource>> sources_;
  size_t next_ = 0;
};

bool IsHidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return !name.empty() && name.front() == '.';
}

}  // namespace

absl::StatusOr<Source> MakeSource(std::string display_name, std::string contents,
                                  std::vector<CompanionFile> companions) {
  if (absl::StripAsciiWhitespace(contents).empty()) {
    return absl::InvalidArgumentError("source: is empty");
  }
  ASSAY_RETURN_IF_ERROR(CheckContents(contents));
  for (const CompanionFile& file : companions) {
    if (const absl::Status named = CheckCompanionName(file.name); !named.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("source: the name ", ShownName(file.name), " ",
                                                     absl::string_view(named.message())));
    }
    ASSAY_RETURN_IF_ERROR(CheckContents(file.contents));
  }
  Source source = {.display_name = std::move(display_name),
                   .contents = std::move(contents),
                   .companions = std::move(companions)};
  if (source.size_bytes() > kMaxSourceBytes) return TooLarge();
  return source;
}

absl::StatusOr<std::unique_ptr<EntrySource>> JsonlEntries(UniqueFd fd, const std::string& name,
                                                          const std::string& folder,
                                                          EntryDefaults defaults) {
  ASSAY_ASSIGN_OR_RETURN(ProblemFolder opened, ProblemFolder::Open(folder));
  return std::unique_ptr<EntrySource>(
      new Jsonl(std::move(fd), name, std::move(opened), std::move(defaults)));
}

absl::StatusOr<FoundFiles> FindFiles(const std::string& path, const LanguageStore& languages) {
  FoundFiles found;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return absl::NotFoundError(absl::StrCat(ShownName(path), " does not exist"));
  }
  if (error) return ErrnoStatus(error.value(), absl::StrCat("stat ", ShownName(path)));
  if (status.type() != fs::file_type::directory) {
    found.files.push_back(path);
    return found;
  }
  fs::recursive_directory_iterator each(path, error);
  while (!error && each != fs::recursive_directory_iterator()) {
    std::error_code kind_error;
    if (IsHidden(each->path())) {
      each.disable_recursion_pending();
    } else if (each->symlink_status(kind_error).type() == fs::file_type::regular) {
      if (languages.Guess(each->path().string()).ok()) {
        found.files.push_back(each->path().string());
      } else {
        ++found.passed_over;
      }
    }
    each.increment(error);
  }
  if (error) return ErrnoStatus(error.value(), absl::StrCat("read ", ShownName(path)));
  std::sort(found.files.begin(), found.files.end());
  return found;
}

std::unique_ptr<EntrySource> FileEntries(std::vector<std::string> files, EntryDefaults defaults) {
  return std::make_unique<Files>(std::move(files), std::move(defaults));
}

std::unique_ptr<EntrySource> ChainEntries(std::vector<std::unique_ptr<EntrySource>> sources) {
  return std::make_unique<Chain>(std::move(sources));
}

}  // namespace assay::judge
