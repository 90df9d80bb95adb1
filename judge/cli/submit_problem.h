#ifndef ASSAY_JUDGE_CLI_SUBMIT_PROBLEM_H_
#define ASSAY_JUDGE_CLI_SUBMIT_PROBLEM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// Where `submit` takes its tests from. At most one of the first four is given, and the answer only
// with an input.
struct ProblemFlags {
  std::string problem;
  // Of a server's: ID or ID@DIGEST.
  std::string id;
  std::string tests;
  std::string input;
  std::string answer;
};

// The problem that the flags name; without any, one without tests. A folder of tests, an input and
// nothing at all have the limits that the help text says: 2s, 256MiB and 64MiB. Errors as in
// problem.h.
absl::StatusOr<Problem> LoadProblem(const ProblemFlags& flags);

// In the order of judging.
std::vector<std::string> TestNames(const Problem& problem);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_SUBMIT_PROBLEM_H_
