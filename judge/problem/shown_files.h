#ifndef ASSAY_JUDGE_PROBLEM_SHOWN_FILES_H_
#define ASSAY_JUDGE_PROBLEM_SHOWN_FILES_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"

namespace assay::judge {

// What tests of an ICPC package, version 2025-09, show to solvers in place of their input and their
// answer (https://github.com/Kattis/problem-package-format, spec/2025-09.md, "Priority of test case
// files"). Judging has no use for it.
struct ShownFiles {
  struct Output {
    // Into Problem::tests.
    int test = 0;
    // NAME.out, to be opened with OpenTestFile().
    std::string path = {};
    friend bool operator==(const Output&, const Output&) = default;
  };
  // In the order of their names. Shown as outputs, which they must be.
  std::vector<Output> outputs = {};
  // The tests, as indices into Problem::tests, that show something else than their answer, which
  // need be no output, then.
  std::set<int> hidden_answers = {};
};

// Reads what there is beside the tests of `problem`, which is one of this version. The problem's
// fault: files that belong to no test, or exclude each other.
absl::StatusOr<ShownFiles> ReadShownFiles(const ProblemFolder& folder, const Problem& problem);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_SHOWN_FILES_H_
