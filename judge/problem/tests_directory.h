#ifndef ASSAY_JUDGE_PROBLEM_TESTS_DIRECTORY_H_
#define ASSAY_JUDGE_PROBLEM_TESTS_DIRECTORY_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// Reads a folder of tests: NAME.in with its answer NAME.ans, or else NAME.out. Subfolders, files
// with other endings and names that begin with a dot are passed over. The tests are in natural
// order ("2" before "10"); limits and flags are the defaults; the problem's name is the folder's.
//
// Whose fault an error is: see problem.h. The problem's are: no test at all, an input without
// answer, an answer without input, a folder with the ending of a test's file, a file that is not a
// regular file or lies outside of the folder.
absl::StatusOr<Problem> ReadTestsDirectory(const std::string& path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_TESTS_DIRECTORY_H_
