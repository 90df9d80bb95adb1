#include "judge/verify/input_run.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/evaluate/package_run.h"
#include "judge/evaluate/program_run.h"
#include "judge/evaluate/verdict.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/program_folder.h"
#include "judge/verify/program_check.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/work_file.h"

namespace assay::judge {
namespace {

// "exit code 1: not one integer on a line".
std::string DescribeEnd(const PackageRunResult& result) {
  const std::string said =
      FirstLine(result.standard_error.empty() ? result.standard_output : result.standard_error);
  return absl::StrCat(DescribeOutcome(result.outcome), said.empty() ? "" : ": ", said);
}

absl::StatusOr<UniqueFd> InMemory(const std::string& contents) {
  UniqueFd memory(memfd_create("validator", MFD_CLOEXEC));
  if (!memory.valid()) return ErrnoStatus(errno, "memfd_create for a validator's file");
  ASSAY_RETURN_IF_ERROR(WriteDescriptor(memory.get(), contents, "a validator's file"));
  return memory;
}

absl::StatusOr<UniqueFd> Duplicate(const UniqueFd& file) {
  UniqueFd copy(fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
  if (!copy.valid()) return ErrnoStatus(errno, "fcntl F_DUPFD_CLOEXEC");
  return copy;
}

}  // namespace

std::vector<std::string> InputValidatorArgs(const Problem& problem, const TestCase& test,
                                            const std::string& validator) {
  std::vector<std::string> args;
  if (problem.input_validator_protocol == ValidatorProtocol::kTestlib) {
    args = {"--testset", "tests"};
    const size_t slash = test.name.rfind('/');
    if (slash != std::string::npos) {
      args.insert(args.end(), {"--group", test.name.substr(0, slash)});
    }
    return args;
  }
  for (const std::string& key :
       {std::string(), validator, validator.substr(0, validator.rfind('.'))}) {
    const auto found = test.input_validator_args.find(key);
    if (found != test.input_validator_args.end()) args = found->second;
  }
  args.insert(args.end(), test.args.begin(), test.args.end());
  return args;
}

bool IsChecktestdataOrViva(const PackageProgram& validator) {
  return absl::EndsWith(validator.name, ".ctd") || absl::EndsWith(validator.name, ".viva");
}

absl::StatusOr<InputValidator> InputValidator::Prepare(const JudgeContext& context,
                                                       const Problem& problem,
                                                       const PackageProgram& validator) {
  InputValidator prepared;
  prepared.name_ = validator.name;
  ASSAY_ASSIGN_OR_RETURN(prepared.executable_,
                         context.package_programs.Get(context, problem, validator));
  if (problem.input_validator_protocol != ValidatorProtocol::kIcpc) return prepared;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProgramFile> files,
                         ReadProgramFiles(problem, validator));
  for (const ProgramFile& file : files) {
    ASSAY_ASSIGN_OR_RETURN(UniqueFd contents, InMemory(file.contents));
    prepared.files_.push_back(
        {.name = file.name, .contents = std::move(contents), .executable = file.executable});
  }
  return prepared;
}

absl::StatusOr<InputVerdict> InputValidator::Run(const JudgeContext& context,
                                                 const Problem& problem, const TestCase& test,
                                                 int cpu) const {
  PackageRun run;
  run.args = InputValidatorArgs(problem, test, name_);
  ASSAY_ASSIGN_OR_RETURN(run.stdin_fd, OpenTestFile(problem, test.input_path));
  ASSAY_ASSIGN_OR_RETURN(run.limits,
                         PlanValidationLimits(problem.limits, executable_->language.run()));
  run.cpu = cpu;
  std::set<std::string> names;
  for (const File& file : files_) {
    ASSAY_ASSIGN_OR_RETURN(UniqueFd contents, Duplicate(file.contents));
    names.insert(file.name);
    run.files.push_back(
        {.path = file.name, .contents = std::move(contents), .executable = file.executable});
  }
  if (test.files_path.has_value()) {
    ProgramRun of_test;
    ASSAY_RETURN_IF_ERROR(AddTestFiles(problem, test, &of_test));
    for (sandbox::WorkFile& file : of_test.files) {
      if (names.count(file.path) != 0) {
        return ProblemFault(absl::StrCat(*test.files_path, "/", file.path,
                                         " has the name of a file of the input validator ", name_));
      }
      run.files.push_back(std::move(file));
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const PackageRunResult result,
                         RunPackageProgram(context, *executable_, std::move(run)));
  const int good = problem.input_validator_protocol == ValidatorProtocol::kTestlib ? 0 : 42;
  const auto* exited = std::get_if<sandbox::Exited>(&result.outcome);
  InputVerdict verdict;
  verdict.accepted = exited != nullptr && exited->exit_code == good;
  verdict.stopped = exited == nullptr && !std::holds_alternative<sandbox::Signaled>(result.outcome);
  if (!verdict.accepted) verdict.why = absl::StrCat(test.input_path, ": ", DescribeEnd(result));
  return verdict;
}

}  // namespace assay::judge
