#ifndef ASSAY_JUDGE_PROBLEM_PACKAGE_READER_H_
#define ASSAY_JUDGE_PROBLEM_PACKAGE_READER_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// Reads the problem in the folder `path`, whatever its format, which what is there tells:
//
//   problem.yaml    ICPC package format, see icpc_package.h
//   problem.xml     Polygon, see polygon_package.h
//   init.yml        DMOJ, see dmoj_package.h
//   NAME.in         a bare folder of tests, see tests_directory.h; with LimitsOfBareTests()
//
// Whose fault an error is: see problem_fault.h. The problem's are also: more than one of the first
// three, and none of the four.
absl::StatusOr<Problem> ReadProblem(const std::string& path);

// The same for a judge: UNIMPLEMENTED names what CheckSupported() misses.
absl::StatusOr<Problem> ReadPackage(const std::string& path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PACKAGE_READER_H_
