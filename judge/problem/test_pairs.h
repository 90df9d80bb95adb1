#ifndef ASSAY_JUDGE_PROBLEM_TEST_PAIRS_H_
#define ASSAY_JUDGE_PROBLEM_TEST_PAIRS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// A test's two files in one folder.
struct TestPair {
  // Base name without ending.
  std::string name;
  std::string input;
  std::string answer;
  friend bool operator==(const TestPair&, const TestPair&) = default;
};

// Finds the tests among the base names of one folder's files: each NAME.in, with the NAME plus the
// first of `answer_endings` (with dot) that is there. Other files are passed over. In the order of
// `file_names`. The problem's fault, with `folder` in the message: an input without answer, an
// answer without input, a name that is not plain text.
absl::StatusOr<std::vector<TestPair>> PairTestFiles(absl::string_view folder,
                                                    const std::vector<std::string>& file_names,
                                                    const std::vector<std::string>& answer_endings);

// The problem's fault for a subfolder of `folder` whose name ends as a test's files do: to pass it
// over would be to judge with one test less than somebody meant.
absl::Status CheckSubfolderName(absl::string_view folder, absl::string_view name,
                                const std::vector<std::string>& answer_endings);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_TEST_PAIRS_H_
