#ifndef ASSAY_JUDGE_VERIFY_OUTPUT_RUN_H_
#define ASSAY_JUDGE_VERIFY_OUTPUT_RUN_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// Whether an output is accepted, and what the validator said if not.
struct OutputVerdict {
  bool accepted = false;
  std::string message;
};

// Asks the default output validator about the file `output_path` as an output for `test`, which has
// an answer. The problem's fault: a file's. Other errors are the host's.
absl::StatusOr<OutputVerdict> ValidateByDefault(const Problem& problem, const TestCase& test,
                                                const std::string& output_path);

// Asks the problem's output validators, in jails on `cpu`, or the default one, about the file
// `output_path` as an output for `test`, which has an answer. `programs` are the problem's. The
// problem's fault: a validator's, or a file's. Other errors are the host's, or ABORTED.
// Thread-safe.
absl::StatusOr<OutputVerdict> ValidateOutput(const JudgeContext& context, const Problem& problem,
                                             const JudgePrograms& programs, const TestCase& test,
                                             const std::string& output_path, int cpu);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_OUTPUT_RUN_H_
