#include "judge/problem/tests_directory.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/test_name.h"
#include "judge/problem/test_pairs.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<Problem> ReadTestsDirectory(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(path));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder.List(""));
  std::vector<std::string> file_names;
  for (const ProblemFolder::Entry& entry : entries) {
    if (entry.kind == ProblemFolder::Entry::Kind::kFolder) {
      ASSAY_RETURN_IF_ERROR(CheckSubfolderName(folder.PathOf(""), entry.name, {".ans", ".out"}));
    } else {
      file_names.push_back(entry.name);
    }
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<TestPair> pairs,
                         PairTestFiles(folder.PathOf(""), file_names, {".ans", ".out"}));
  if (pairs.empty()) {
    return ProblemFault(absl::StrCat(folder.PathOf(""),
                                     " has no tests; add files NAME.in with NAME.ans or NAME.out"));
  }
  std::sort(pairs.begin(), pairs.end(),
            [](const TestPair& a, const TestPair& b) { return NaturalLess(a.name, b.name); });
  Problem problem;
  problem.name = folder.Name();
  problem.root = folder.path();
  for (const TestPair& pair : pairs) {
    ASSAY_RETURN_IF_ERROR(folder.CheckFile(pair.input));
    ASSAY_RETURN_IF_ERROR(folder.CheckFile(pair.answer));
    problem.tests.push_back({.name = pair.name,
                             .input_path = folder.PathOf(pair.input),
                             .answer_path = folder.PathOf(pair.answer)});
  }
  return problem;
}

}  // namespace assay::judge
