#include "judge/problem/shown_files.h"

#include <cstddef>
#include <iterator>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/problem/icpc_test_files.h"
#include "judge/problem/test_name.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr const char* kEndings[] = {".out",         ".in.statement", ".ans.statement",
                                    ".in.download", ".ans.download", ".interaction"};

class Reader {
 public:
  Reader(const ProblemFolder& folder, const Problem& problem) : folder_(folder) {
    for (size_t i = 0; i < problem.tests.size(); ++i) {
      tests_[problem.tests[i].name] = static_cast<int>(i);
    }
  }

  // Reads the folder data/NAME, and those in it.
  absl::Status ReadFolder(const std::string& name, int depth) {
    const std::string relative = absl::StrCat("data/", name);
    if (depth > kMaxGroupDepth) {
      return ProblemFault(absl::StrCat(folder_.PathOf(relative), " is nested too deep"));
    }
    ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder_.List(relative));
    // By the test's name without the folder's, the endings of what it has.
    std::map<std::string, std::set<std::string>> found;
    for (const ProblemFolder::Entry& entry : entries) {
      if (!IsAllowedName(entry.name)) continue;
      if (entry.kind == ProblemFolder::Entry::Kind::kFolder) {
        if (absl::EndsWith(entry.name, ".files")) continue;
        ASSAY_RETURN_IF_ERROR(ReadFolder(absl::StrCat(name, "/", entry.name), depth + 1));
        continue;
      }
      for (const char* const ending : kEndings) {
        absl::string_view base = entry.name;
        if (absl::ConsumeSuffix(&base, ending)) found[std::string(base)].insert(ending);
      }
    }
    for (const auto& [base, endings] : found) {
      ASSAY_RETURN_IF_ERROR(AddTest(absl::StrCat(name, "/", base), endings));
    }
    return absl::OkStatus();
  }

  ShownFiles Take() { return std::move(files_); }

 private:
  absl::Status AddTest(const std::string& name, const std::set<std::string>& endings) {
    const std::string base = folder_.PathOf(absl::StrCat("data/", name));
    const auto has = [&endings](const char* ending) { return endings.count(ending) != 0; };
    const auto test = tests_.find(name);
    if (test == tests_.end()) {
      return ProblemFault(absl::StrCat(base, *endings.begin(), " has no test ", base, ".in"));
    }
    if (has(".interaction") && endings.size() > 1) {
      const std::string other =
          *endings.begin() == ".interaction" ? *std::next(endings.begin()) : *endings.begin();
      return ProblemFault(absl::StrCat(base, other, " is beside ", base,
                                       ".interaction, which alone is shown; remove one"));
    }
    if (has(".out") && has(".ans.statement")) {
      return ProblemFault(absl::StrCat(base, ".out is beside ", base,
                                       ".ans.statement: only one can be shown; remove the other"));
    }
    for (const char* const kind : {".in", ".ans"}) {
      const std::string statement = absl::StrCat(kind, ".statement");
      const std::string download = absl::StrCat(kind, ".download");
      if (endings.count(statement) == endings.count(download)) continue;
      const bool lacks_download = endings.count(download) == 0;
      return ProblemFault(absl::StrCat(base, lacks_download ? statement : download,
                                       " needs a file ", base,
                                       lacks_download ? download : statement, " beside it"));
    }
    if (has(".out")) {
      const std::string out = absl::StrCat("data/", name, ".out");
      ASSAY_RETURN_IF_ERROR(folder_.CheckFile(out));
      files_.outputs.push_back({.test = test->second, .path = folder_.PathOf(out)});
    }
    if (has(".out") || has(".ans.statement")) files_.hidden_answers.insert(test->second);
    return absl::OkStatus();
  }

  const ProblemFolder& folder_;
  std::map<std::string, int> tests_;
  ShownFiles files_;
};

}  // namespace

absl::StatusOr<ShownFiles> ReadShownFiles(const ProblemFolder& folder, const Problem& problem) {
  Reader reader(folder, problem);
  for (const char* const name : {"sample", "secret"}) {
    if (!folder.Has(absl::StrCat("data/", name))) continue;
    ASSAY_RETURN_IF_ERROR(reader.ReadFolder(name, 0));
  }
  return reader.Take();
}

}  // namespace assay::judge
