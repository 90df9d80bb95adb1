#ifndef ASSAY_JUDGE_VERIFY_INPUT_RUN_H_
#define ASSAY_JUDGE_VERIFY_INPUT_RUN_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/package_programs.h"
#include "judge/problem/problem.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Whether `validator` is in a language of input checkers for which Debian has no interpreter:
// Checktestdata or VIVA.
bool IsChecktestdataOrViva(const PackageProgram& validator);

// What an input validator makes of an input.
struct InputVerdict {
  bool accepted = false;
  // It did not end by itself: a limit or the policy stopped it, and nothing is said of the input.
  bool stopped = false;
  // "secret/1.in: exit code 1: not one integer on a line". Empty when it is accepted.
  std::string why = {};
};

// What the input validator `validator` is called with for `test`. Version 2025-09 names validators
// as files or folders are called, with or without the ending.
std::vector<std::string> InputValidatorArgs(const Problem& problem, const TestCase& test,
                                            const std::string& validator);

// One of a problem's input validators, ready to run. Thread-safe.
class InputValidator {
 public:
  // The problem's fault and UNIMPLEMENTED: as those of PackagePrograms::Get().
  static absl::StatusOr<InputValidator> Prepare(const JudgeContext& context, const Problem& problem,
                                                const PackageProgram& validator);

  // Runs it on the input of `test`, in a jail on `cpu`, by the problem's protocol: exit code 42, or
  // 0 of those made with testlib.h. Its working directory has the validator's own files and the
  // test's. The problem's fault: a file of both has one name. Others are the host's, or ABORTED.
  absl::StatusOr<InputVerdict> Run(const JudgeContext& context, const Problem& problem,
                                   const TestCase& test, int cpu) const;

 private:
  struct File {
    std::string name;
    UniqueFd contents;
    bool executable = false;
  };

  std::string name_;
  std::shared_ptr<const PackageExecutable> executable_;
  std::vector<File> files_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_INPUT_RUN_H_
