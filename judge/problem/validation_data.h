#ifndef ASSAY_JUDGE_PROBLEM_VALIDATION_DATA_H_
#define ASSAY_JUDGE_PROBLEM_VALIDATION_DATA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"

namespace assay::judge {

// Data by which an ICPC package, version 2025-09, tests its own validators. No submission is judged
// on it.
struct ValidationCase {
  // Its answer is absent for an invalid input.
  TestCase test = {};
  // NAME.out, to be opened with OpenTestFile(). Empty for an invalid input.
  std::string output_path = {};
};

enum class ValidationKind {
  // data/invalid_input: at least one input validator must reject NAME.in.
  kInvalidInput,
  // data/invalid_output and data/valid_output: NAME.in must be valid, and NAME.out be rejected, or
  // accepted.
  kInvalidOutput,
  kValidOutput,
};

// "invalid_input", "invalid_output", "valid_output": below data/.
const char* FolderOf(ValidationKind kind);

// The cases of the folder and of those in it, each with the arguments of the test_group.yaml beside
// it and of its NAME.yaml; none where there is no such folder. The problem's fault: a missing or
// odd file, as in icpc_tests.h.
absl::StatusOr<std::vector<ValidationCase>> ReadValidationData(const ProblemFolder& folder,
                                                               const Problem& problem,
                                                               ValidationKind kind);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_VALIDATION_DATA_H_
