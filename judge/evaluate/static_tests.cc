#include "judge/evaluate/static_tests.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <utility>
#include <variant>

#include "judge/evaluate/feedback.h"
#include "judge/evaluate/package_run.h"
#include "judge/evaluate/program_run.h"
#include "judge/evaluate/validated_test.h"
#include "judge/evaluate/validation.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/program_source.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using StaticResult = ::judge::v1::TestResult;

absl::Status AddFile(const std::string& name, const std::string& contents,
                     std::vector<sandbox::WorkFile>* files) {
  UniqueFd memory(memfd_create("source", MFD_CLOEXEC));
  if (!memory.valid()) return ErrnoStatus(errno, "memfd_create for a source");
  ASSAY_RETURN_IF_ERROR(WriteDescriptor(memory.get(), contents, "a source"));
  files->push_back({.path = name, .contents = std::move(memory)});
  return absl::OkStatus();
}

absl::StatusOr<StaticResult> RunOneTest(const JudgeContext& context, const Problem& problem,
                                        const PackageExecutable& validator, const Source& source,
                                        const ::judge::v1::Language& language,
                                        const std::vector<std::string>& args,
                                        std::optional<int> cpu) {
  const SourceNames names = NameSource(language, source.contents);
  PackageRun run;
  run.args = {PackageLanguageCode(language),
              names.main_class.empty() ? names.file_name : names.main_class, kFeedbackArgument};
  run.args.insert(run.args.end(), args.begin(), args.end());
  run.cpu = cpu;
  run.files.push_back({.path = kFeedbackFolder});
  ASSAY_RETURN_IF_ERROR(AddFile(names.file_name, source.contents, &run.files));
  for (const CompanionFile& file : source.companions) {
    ASSAY_RETURN_IF_ERROR(AddFile(file.name, file.contents, &run.files));
  }
  ASSAY_ASSIGN_OR_RETURN(run.limits,
                         PlanValidationLimits(problem.limits, validator.language.run()));
  ASSAY_ASSIGN_OR_RETURN(const PackageRunResult result,
                         RunPackageProgram(context, validator, std::move(run)));
  ASSAY_ASSIGN_OR_RETURN(const Validation validation,
                         ReadIcpcValidation(problem, validator, result));
  StaticResult test;
  SetValidation(problem, validation, &test);
  return test;
}

}  // namespace

absl::StatusOr<std::vector<std::optional<StaticResult>>> RunStaticTests(
    const JudgeContext& context, const Problem& problem, const JudgePrograms& programs,
    const Source& source, const ::judge::v1::Language& language, std::optional<int> cpu) {
  std::vector<std::optional<StaticResult>> results(problem.groups.size());
  if (programs.static_validator == nullptr) return results;
  for (size_t i = 0; i < problem.groups.size(); ++i) {
    const auto* aggregation = std::get_if<Aggregation>(&problem.groups[i].grading);
    if (aggregation == nullptr || !aggregation->static_validation_score.has_value()) continue;
    absl::StatusOr<StaticResult> result =
        RunOneTest(context, problem, *programs.static_validator, source, language,
                   aggregation->static_validator_args, cpu);
    if (IsProblemFault(result.status())) result = JudgeError({}, result.status());
    if (!result.ok()) return result.status();
    result->set_name(problem.groups[i].name);
    results[i] = *std::move(result);
  }
  return results;
}

}  // namespace assay::judge
