#include "judge/problem/test_pairs.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/problem/problem.h"
#include "judge/problem/test_name.h"

namespace assay::judge {

absl::StatusOr<std::vector<TestPair>> PairTestFiles(
    absl::string_view folder, const std::vector<std::string>& file_names,
    const std::vector<std::string>& answer_endings) {
  const std::set<std::string> present(file_names.begin(), file_names.end());
  std::vector<TestPair> pairs;
  for (const std::string& file_name : file_names) {
    absl::string_view name = file_name;
    if (absl::ConsumeSuffix(&name, ".in")) {
      if (!IsPlainText(name)) {
        return ProblemFault(absl::StrCat("the name of ", folder, "/", Quote(file_name),
                                         " must be UTF-8 without control or invisible characters"));
      }
      const auto ending =
          std::find_if(answer_endings.begin(), answer_endings.end(),
                       [&](const std::string& e) { return present.count(absl::StrCat(name, e)); });
      if (ending == answer_endings.end()) {
        return ProblemFault(absl::StrCat(folder, "/", file_name, " has no answer; add ", name,
                                         answer_endings.front(), " beside it"));
      }
      pairs.push_back(
          {.name = std::string(name), .input = file_name, .answer = absl::StrCat(name, *ending)});
      continue;
    }
    for (const std::string& ending : answer_endings) {
      name = file_name;
      if (absl::ConsumeSuffix(&name, ending) && !present.count(absl::StrCat(name, ".in"))) {
        return ProblemFault(absl::StrCat(folder, "/", Quote(file_name),
                                         " is an answer without input; add ", Quote(name), ".in"));
      }
    }
  }
  return pairs;
}

absl::Status CheckSubfolderName(absl::string_view folder, absl::string_view name,
                                const std::vector<std::string>& answer_endings) {
  const bool is_answer = std::any_of(answer_endings.begin(), answer_endings.end(),
                                     [&](const std::string& e) { return absl::EndsWith(name, e); });
  if (!is_answer && !absl::EndsWith(name, ".in")) return absl::OkStatus();
  return ProblemFault(absl::StrCat(folder, "/", Quote(name), " is a folder, and is named as the ",
                                   is_answer ? "answer" : "input",
                                   " of a test; give it another name, or put a file there"));
}

}  // namespace assay::judge
