#ifndef ASSAY_JUDGE_EVALUATE_JUDGE_PROGRAMS_H_
#define ASSAY_JUDGE_EVALUATE_JUDGE_PROGRAMS_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/package_programs.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// The programs of a problem that judging needs. A value: shares the executables.
struct JudgePrograms {
  // As OutputValidator::programs.
  std::vector<std::shared_ptr<const PackageExecutable>> validators;
  // Null where the problem has none.
  std::shared_ptr<const PackageExecutable> interactor;
  std::shared_ptr<const PackageExecutable> static_validator;
  std::shared_ptr<const PackageExecutable> grader;
};

// Compiles them on `cpu`, or on any, where that was not done before. Errors as
// PackagePrograms::Get().
absl::StatusOr<JudgePrograms> CompileJudgePrograms(const JudgeContext& context,
                                                   const Problem& problem,
                                                   std::optional<int> cpu = std::nullopt);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_JUDGE_PROGRAMS_H_
