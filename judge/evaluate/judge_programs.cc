#include "judge/evaluate/judge_programs.h"

#include <utility>

#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<JudgePrograms> CompileJudgePrograms(const JudgeContext& context,
                                                   const Problem& problem, std::optional<int> cpu) {
  JudgePrograms programs;
  PackagePrograms& compiled = context.package_programs;
  for (const PackageProgram& validator : problem.output_validator.programs) {
    ASSAY_ASSIGN_OR_RETURN(auto executable, compiled.Get(context, problem, validator, cpu));
    programs.validators.push_back(std::move(executable));
  }
  const std::pair<const std::optional<PackageProgram>&, std::shared_ptr<const PackageExecutable>&>
      others[] = {{problem.interactor, programs.interactor},
                  {problem.static_validator, programs.static_validator},
                  {problem.grader, programs.grader}};
  for (const auto& [program, executable] : others) {
    if (!program.has_value()) continue;
    ASSAY_ASSIGN_OR_RETURN(executable, compiled.Get(context, problem, *program, cpu));
  }
  return programs;
}

}  // namespace assay::judge
