#ifndef ASSAY_JUDGE_PROBLEM_ICPC_TEST_FILES_H_
#define ASSAY_JUDGE_PROBLEM_ICPC_TEST_FILES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/test_pairs.h"

namespace assay::judge {

inline constexpr int kMaxGroupDepth = 16;
inline constexpr size_t kMaxTests = 100'000;

// What one folder of tests holds: its tests and subfolders in the order of their names, and the
// other files.
struct TestFolder {
  struct Item {
    std::string name = {};
    // Absent files: a subfolder.
    std::string input = {};
    std::string answer = {};
    bool is_folder() const { return input.empty(); }
  };
  std::vector<Item> items = {};
  std::vector<std::string> other_files = {};
};

// Lists the folder "data/GROUP". Entries that `is_passed_over` names are not there. The problem's
// fault: see icpc_tests.h.
absl::StatusOr<TestFolder> ListTestFolder(
    const ProblemFolder& folder, const std::string& group, int depth,
    const std::function<bool(absl::string_view)>& is_passed_over);

// The test `item` of the folder "data/GROUP", its files checked. The problem's fault: also when
// `problem` has as many tests as it may have.
absl::StatusOr<TestCase> MakeTest(const ProblemFolder& folder, const std::string& group,
                                  const TestFolder::Item& item, const Problem& problem);

// The problem's fault where `problem` has no test; else its flags of the default validator.
absl::Status FinishTests(const ProblemFolder& folder, Problem& problem);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_ICPC_TEST_FILES_H_
