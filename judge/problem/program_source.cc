#include "judge/problem/program_source.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/problem/constants.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/program_files.h"
#include "judge/problem/test_name.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Language;

constexpr int64_t kMaxProgramBytes = int64_t{8} << 20;
constexpr size_t kMaxProgramFiles = 256;

struct NamedFile {
  std::string name;
  std::string contents;
};

absl::string_view BaseName(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == absl::string_view::npos ? path : path.substr(slash + 1);
}

bool IsCompiled(absl::string_view name, const Language& language) {
  return std::any_of(
      language.companion_extensions().begin(), language.companion_extensions().end(),
      [&](const std::string& ending) { return absl::EndsWith(name, absl::StrCat(".", ending)); });
}

// The path of the program's file `name` below the problem's root.
absl::StatusOr<std::string> RelativePath(const Problem& problem, const std::string& path) {
  absl::string_view relative = path;
  if (!absl::ConsumePrefix(&relative, problem.root) || !absl::ConsumePrefix(&relative, "/")) {
    return absl::InternalError(absl::StrCat(path, " is not in ", problem.root));
  }
  return std::string(relative);
}

absl::StatusOr<std::vector<std::string>> ListFiles(const ProblemFolder& folder,
                                                   const PackageProgram& program,
                                                   const std::string& relative) {
  if (!program.is_folder) return std::vector<std::string>{""};
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder.List(relative));
  std::vector<std::string> names;
  for (const ProblemFolder::Entry& entry : entries) {
    const std::string path = absl::StrCat(program.path, "/", MakePrintableLine(entry.name));
    if (entry.kind == ProblemFolder::Entry::Kind::kFolder) {
      return absl::UnimplementedError(
          absl::StrCat(path, " is a folder in a program, which is not supported yet"));
    }
    if (entry.name == "build" || entry.name == "run") {
      return absl::UnimplementedError(
          absl::StrCat(path, ": programs with a script of their own are not supported yet"));
    }
    if (const absl::Status status = CheckCompanionName(entry.name); !status.ok()) {
      return ProblemFault(absl::StrCat("the file name ", Quote(entry.name), " in ", program.path,
                                       ": ", absl::string_view(status.message())));
    }
    names.push_back(entry.name);
  }
  if (names.size() > kMaxProgramFiles) {
    return ProblemFault(absl::StrCat(program.path, " has ", names.size(), " files; a program has ",
                                     kMaxProgramFiles, " at most"));
  }
  return names;
}

absl::StatusOr<std::vector<NamedFile>> ReadFiles(const Problem& problem,
                                                 const PackageProgram& program) {
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(problem.root));
  ASSAY_ASSIGN_OR_RETURN(const std::string relative, RelativePath(problem, program.path));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                         ListFiles(folder, program, relative));
  std::vector<NamedFile> files;
  int64_t left = kMaxProgramBytes;
  for (const std::string& name : names) {
    const std::string path = name.empty() ? relative : absl::StrCat(relative, "/", name);
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadProblemText(folder, path, left));
    left -= static_cast<int64_t>(text.size());
    files.push_back({.name = name.empty() ? program.name : name,
                     .contents = ReplaceConstants(text, problem.constants)});
  }
  return files;
}

// By the files' endings. C goes with C++.
absl::StatusOr<const Language*> GuessLanguage(const LanguageStore& languages,
                                              const PackageProgram& program,
                                              const std::vector<NamedFile>& files) {
  std::set<const Language*> found;
  for (const NamedFile& file : files) {
    const absl::StatusOr<const Language*> language = languages.Guess(file.name);
    if (language.ok()) found.insert(*language);
  }
  const absl::StatusOr<const Language*> c = languages.Get("c");
  if (found.size() > 1 && c.ok()) found.erase(*c);
  if (found.size() == 1) return *found.begin();
  return ProblemFault(absl::StrCat(program.path, ": ",
                                   found.empty() ? "no file ends as those of a known language do"
                                                 : "its files are of several languages"));
}

// Whether `name` is that of a main file by itself.
int MainRank(absl::string_view name, absl::string_view entry_point) {
  if (!entry_point.empty() && name == entry_point) return 0;
  if (name == "__main__.py") return 1;
  const std::string lower = absl::AsciiStrToLower(name);
  return absl::StartsWith(lower, "main.") ? 2 : 3;
}

absl::StatusOr<size_t> FindMain(const PackageProgram& program, const Language& language,
                                const std::vector<NamedFile>& files,
                                absl::string_view entry_point) {
  if (!program.is_folder) return 0;
  std::vector<size_t> candidates;
  for (size_t i = 0; i < files.size(); ++i) {
    if (IsCompiled(files[i].name, language)) candidates.push_back(i);
  }
  if (candidates.empty()) {
    return ProblemFault(absl::StrCat(program.path, " has no file in ", language.display_name()));
  }
  const auto rank = [&](size_t index) { return MainRank(files[index].name, entry_point); };
  const size_t best = *std::min_element(candidates.begin(), candidates.end(),
                                        [&](size_t a, size_t b) { return rank(a) < rank(b); });
  const bool any_will_do = absl::StartsWith(language.id(), "c");
  if (rank(best) == 3 && candidates.size() > 1 && !any_will_do) {
    return ProblemFault(absl::StrCat(program.path,
                                     ": which of its files is the main one cannot be "
                                     "told; call it main"));
  }
  return best;
}

// The file `main`, with the others beside it.
Source MakeSource(const Problem& problem, const PackageProgram& program,
                  std::vector<NamedFile> files, size_t main) {
  Source source;
  const std::string path = PathInPackage(problem, program);
  source.display_name = program.is_folder ? absl::StrCat(path, "/", files[main].name) : path;
  source.contents = std::move(files[main].contents);
  for (size_t i = 0; i < files.size(); ++i) {
    if (i == main) continue;
    source.companions.push_back(
        {.name = std::move(files[i].name), .contents = std::move(files[i].contents)});
  }
  return source;
}

}  // namespace

absl::StatusOr<const Language*> FindPackageLanguage(const LanguageStore& languages,
                                                    absl::string_view name) {
  if (const auto known = languages.Get(name); known.ok()) return *known;
  // DMOJ's are in capitals.
  const std::string lower = absl::AsciiStrToLower(name);
  const auto has = [&lower](absl::string_view part) { return absl::StrContains(lower, part); };
  const auto begins = [&lower](absl::string_view part) { return absl::StartsWith(lower, part); };
  std::string id;
  if (begins("cpp") || begins("c++")) {
    // Microsoft's years are no standards.
    const bool is_new = (has("20") || has("23")) && !has("ms20");
    id = is_new && languages.Get("cpp20").ok() ? "cpp20" : "cpp17";
  } else if (begins("py") && !has("python2") && !has("python.2") && !has("pypy2") && !has("py2")) {
    id = "python3";
  } else if (begins("java") && !begins("javascript")) {
    id = "java";
  } else if (lower == "c" || lower == "c11" || begins("c.")) {
    id = "c";
  }
  if (const auto mapped = languages.Get(id); mapped.ok()) return *mapped;
  return absl::UnimplementedError(
      absl::StrCat("the language ", Quote(name), " is not supported yet"));
}

std::string PathInPackage(const Problem& problem, const PackageProgram& program) {
  absl::string_view path = program.path;
  absl::ConsumePrefix(&path, absl::StrCat(problem.root, "/"));
  return std::string(path);
}

absl::StatusOr<ProgramSource> ReadProgramSource(const Problem& problem,
                                                const PackageProgram& program,
                                                const LanguageStore& languages,
                                                absl::string_view entry_point) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<NamedFile> files, ReadFiles(problem, program));
  absl::StatusOr<const Language*> language = program.language.empty()
                                                 ? GuessLanguage(languages, program, files)
                                                 : FindPackageLanguage(languages, program.language);
  if (absl::IsUnimplemented(language.status())) return Annotate(language.status(), program.path);
  if (!language.ok()) return language.status();
  ASSAY_ASSIGN_OR_RETURN(const size_t main, FindMain(program, **language, files, entry_point));
  return ProgramSource{.source = MakeSource(problem, program, std::move(files), main),
                       .language = *language};
}

const Language& LanguageOfAnswers() {
  static const Language* const kAnswers = [] {
    auto* const language = new Language();
    language->set_id("answer");
    language->set_display_name("answer files");
    language->mutable_run()->set_time_multiplier(1);
    language->mutable_run()->set_task_count(1);
    return language;
  }();
  return *kAnswers;
}

absl::StatusOr<ProgramSource> ReadAnswers(const Problem& problem, const PackageProgram& program) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<NamedFile> files, ReadFiles(problem, program));
  if (files.empty()) return ProblemFault(absl::StrCat(program.path, " has no answers"));
  return ProgramSource{.source = MakeSource(problem, program, std::move(files), 0),
                       .language = &LanguageOfAnswers()};
}

std::string PackageLanguageCode(const Language& language) {
  return absl::StartsWith(language.id(), "cpp") ? "cpp" : language.id();
}

absl::Status CheckLanguageAllowed(const Problem& problem, const Language& language) {
  const std::vector<std::string>& allowed = problem.languages;
  if (allowed.empty() || problem.kind.submit_answer) return absl::OkStatus();
  for (const std::string& name : {PackageLanguageCode(language), language.id()}) {
    if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("the problem takes no submissions in ",
                                                 language.display_name(), "; it takes ",
                                                 absl::StrJoin(allowed, ", ")));
}

absl::StatusOr<Source> AddIncludedFiles(const Problem& problem, const Language& language,
                                        Source source) {
  auto folder = problem.include_folders.find(PackageLanguageCode(language));
  if (folder == problem.include_folders.end()) folder = problem.include_folders.find("default");
  if (folder == problem.include_folders.end()) return source;
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<NamedFile> files,
      ReadFiles(problem, {.name = "include", .path = folder->second, .is_folder = true}));
  const std::string main_name = NameSource(language, source.contents).file_name;
  for (NamedFile& file : files) {
    std::vector<CompanionFile>& companions = source.companions;
    companions.erase(
        std::remove_if(companions.begin(), companions.end(),
                       [&](const CompanionFile& own) { return own.name == file.name; }),
        companions.end());
    if (file.name != main_name && file.name != BaseName(source.display_name)) {
      companions.push_back({.name = std::move(file.name), .contents = std::move(file.contents)});
      continue;
    }
    // The submission's own main file goes beside it, unless it is replaced.
    const std::string own_name(BaseName(source.display_name));
    if (own_name != file.name && CheckCompanionName(own_name).ok()) {
      companions.push_back({.name = own_name, .contents = std::move(source.contents)});
    }
    source.display_name = file.name;
    source.contents = std::move(file.contents);
  }
  return source;
}

}  // namespace assay::judge
