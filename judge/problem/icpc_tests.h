#ifndef ASSAY_JUDGE_PROBLEM_ICPC_TESTS_H_
#define ASSAY_JUDGE_PROBLEM_ICPC_TESTS_H_

#include "absl/status/status.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/problem_yaml.h"

namespace assay::judge {

// These read data/sample and data/secret of an ICPC package into `problem`'s tests and groups. The
// members that problem.yaml and the package's programs give must be there already. A test's name is
// its path below data/ without ending; the order is that of names, as bytes, folder by folder.
//
// The problem's fault: no test at all, an input without answer, an answer without input, a folder
// with the ending of a test's file, a test file that is not a regular file or lies outside of the
// package, folders nested more than 16 deep, more than 100,000 tests, settings that are wrong.

// Every folder is a group, with the settings of the nearest testdata.yaml at or above it. A test's
// NAME.args, NAME.files and NAME.yaml, which some tools know, go to Problem::beyond.
absl::Status ReadLegacyTests(const ProblemFolder& folder, const ProblemSettings& settings,
                             Problem& problem);

// The groups are data/sample, data/secret and the folders in the latter, each with the settings of
// its own test_group.yaml; deeper folders are parts of their group. Names that the format does not
// allow ("a b.in", ".git") are passed over, as it has it.
absl::Status ReadTests202509(const ProblemFolder& folder, Problem& problem);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_ICPC_TESTS_H_
