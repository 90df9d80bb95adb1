#include "judge/problem/program_source.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/program_folder.h"
#include "judge/problem/test_name.h"
#include "policies/package_programs/package_language_texts.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Language;

absl::string_view BaseName(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == absl::string_view::npos ? path : path.substr(slash + 1);
}

bool IsCompiled(absl::string_view name, const Language& language) {
  return std::any_of(
      language.companion_extensions().begin(), language.companion_extensions().end(),
      [&](const std::string& ending) { return absl::EndsWith(name, absl::StrCat(".", ending)); });
}

// By the files' endings. C goes with C++.
absl::StatusOr<const Language*> GuessLanguage(const LanguageStore& languages,
                                              const PackageProgram& program,
                                              const std::vector<ProgramFile>& files) {
  std::set<const Language*> found;
  for (const ProgramFile& file : files) {
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

bool IsInFolder(absl::string_view name) { return absl::StrContains(name, "/"); }

// Whether `name` is that of a main file by itself: the least number is.
int MainRank(absl::string_view name, absl::string_view entry_point) {
  if (!entry_point.empty() && name == entry_point) return 0;
  if (name == "__main__.py") return 1;
  const std::string lower = absl::AsciiStrToLower(name);
  if (absl::StartsWith(lower, "main.")) return 2;
  return IsInFolder(name) ? 4 : 3;
}

// The index of the main file; absent where all are compiled together and none is in the program's
// folder itself, where the main file is put.
absl::StatusOr<std::optional<size_t>> FindMain(const PackageProgram& program,
                                               const Language& language,
                                               const std::vector<ProgramFile>& files,
                                               absl::string_view entry_point) {
  if (!program.is_folder) return std::optional<size_t>(0);
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
  const int least = rank(best);
  const std::string code = PackageLanguageCode(language);
  const bool any_will_do = code == "c" || code == "cpp";
  if (any_will_do && IsInFolder(files[best].name)) return std::optional<size_t>();
  const bool is_only = std::count_if(candidates.begin(), candidates.end(),
                                     [&](size_t index) { return rank(index) == least; }) == 1;
  if (least >= 3 && !is_only && !any_will_do) {
    return ProblemFault(absl::StrCat(program.path,
                                     ": which of its files is the main one cannot be "
                                     "told; call it main"));
  }
  return std::optional<size_t>(best);
}

// The file `main`, or an empty one, with the others beside it.
Source MakeSource(const Problem& problem, const PackageProgram& program,
                  std::vector<ProgramFile> files, std::optional<size_t> main) {
  Source source;
  source.display_name = PathInPackage(problem, program);
  if (main.has_value()) {
    if (program.is_folder) absl::StrAppend(&source.display_name, "/", files[*main].name);
    source.contents = std::move(files[*main].contents);
  }
  for (size_t i = 0; i < files.size(); ++i) {
    if (main.has_value() && i == *main) continue;
    source.companions.push_back({.name = std::move(files[i].name),
                                 .contents = std::move(files[i].contents),
                                 .executable = files[i].executable});
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
  ASSAY_ASSIGN_OR_RETURN(std::vector<ProgramFile> files, ReadProgramFiles(problem, program));
  absl::StatusOr<const Language*> language = program.language.empty()
                                                 ? GuessLanguage(languages, program, files)
                                                 : FindPackageLanguage(languages, program.language);
  if (absl::IsUnimplemented(language.status())) return Annotate(language.status(), program.path);
  if (!language.ok()) return language.status();
  ASSAY_ASSIGN_OR_RETURN(const std::optional<size_t> main,
                         FindMain(program, **language, files, entry_point));
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

absl::StatusOr<ProgramSource> ReadJudgeProgram(const Problem& problem,
                                               const PackageProgram& program,
                                               const LanguageStore& languages) {
  if (!program.is_folder) return ReadProgramSource(problem, program, languages);
  ASSAY_ASSIGN_OR_RETURN(std::vector<ProgramFile> files, ReadProgramFiles(problem, program));
  const auto find = [&files](absl::string_view name) {
    return std::find_if(files.begin(), files.end(),
                        [name](const ProgramFile& file) { return file.name == name; });
  };
  const auto build = find("build");
  const auto run = find("run");
  if (build == files.end() && run == files.end()) {
    return ReadProgramSource(problem, program, languages);
  }
  for (const auto& script : {build, run}) {
    if (script == files.end() || script->executable) continue;
    return ProblemFault(absl::StrCat(program.path, "/", script->name,
                                     " is not executable; it must be, as scripts of programs are"));
  }
  const auto main = build != files.end() ? build : run;
  const size_t index = static_cast<size_t>(main - files.begin());
  const Language& language = ScriptLanguage(main->name);
  return ProgramSource{.source = MakeSource(problem, program, std::move(files), index),
                       .language = &language};
}

const Language& ScriptLanguage(absl::string_view script) {
  static const auto* const kLanguages = [] {
    auto* const of_scripts = new std::pair<Language, Language>();
    const auto store = LanguageStore::Parse(
        {kPackageLanguageTexts, kPackageLanguageTexts + kPackageLanguageTextsCount});
    const auto found = store.ok() ? store->Get("script") : store.status();
    if (found.ok()) of_scripts->first = of_scripts->second = **found;
    of_scripts->first.set_source_name("build");
    of_scripts->second.set_source_name("run");
    return of_scripts;
  }();
  return script == "build" ? kLanguages->first : kLanguages->second;
}

absl::StatusOr<ProgramSource> ReadAnswers(const Problem& problem, const PackageProgram& program) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<ProgramFile> files, ReadProgramFiles(problem, program));
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
      std::vector<ProgramFile> files,
      ReadProgramFiles(problem, {.name = "include", .path = folder->second, .is_folder = true}));
  const std::string main_name = NameSource(language, source.contents).file_name;
  for (ProgramFile& file : files) {
    std::vector<CompanionFile>& companions = source.companions;
    companions.erase(
        std::remove_if(companions.begin(), companions.end(),
                       [&](const CompanionFile& own) { return own.name == file.name; }),
        companions.end());
    if (file.name != main_name && file.name != BaseName(source.display_name)) {
      companions.push_back({.name = std::move(file.name),
                            .contents = std::move(file.contents),
                            .executable = file.executable});
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
