#ifndef ASSAY_JUDGE_PROBLEM_PACKAGE_READER_H_
#define ASSAY_JUDGE_PROBLEM_PACKAGE_READER_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// Reads a problem package of the ICPC problem package format, legacy or 2025-09:
//
//   problem.yaml               required; see ParseProblemYaml()
//   .timelimit                 seconds; counts when problem.yaml has no limits.time_limit
//   data/sample, data/secret   tests NAME.in with NAME.ans, in subfolders too
//   data/testdata.yaml         further flags of the validator; see ParseGroupYaml(). In 2025-09
//                              data/test_group.yaml
//
// A test's name is its path below data/ without ending. The samples come first, and within each
// folder the order is that of bytes, as the format has it.
//
// What is for people (statements, NAME.hint, ...), for checking the package itself (submissions,
// input validators, data/invalid_*, ...) or for other validations is passed over. UNIMPLEMENTED
// names what would change judging: settings of single groups and tests, NAME.args, NAME.files,
// include/, output_validator/ of 2025-09, and the keys that ParseProblemYaml() names.
//
// Whose fault an error is: see problem.h. The problem's are also: no test at all, an input without
// answer, an answer without input, a folder with the ending of a test's file, a test file that is
// not a regular file or lies outside of the package, folders nested more than 16 deep, more than
// 100,000 tests.
absl::StatusOr<Problem> ReadPackage(const std::string& path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PACKAGE_READER_H_
