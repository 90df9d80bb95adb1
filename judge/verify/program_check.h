#ifndef ASSAY_JUDGE_VERIFY_PROGRAM_CHECK_H_
#define ASSAY_JUDGE_VERIFY_PROGRAM_CHECK_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/package_programs.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// Called with how many of a check's runs are done; from several threads, one at a time.
using CheckProgress = std::function<void(const std::string& check, int done, int total)>;

// A report, made printable.
::judge::v1::CheckReport MakeCheckReport(absl::string_view name, ::judge::v1::CheckResult result,
                                         absl::string_view message);

// What is to be reported of a program that could not be made ready: a fault of the package, or, in
// a language that Assay does not know, a warning. Absent for OK and for other errors.
std::optional<::judge::v1::CheckReport> ReportUnprepared(absl::string_view name,
                                                         const absl::Status& status);

// The first line of what a program said, shortened and printable.
std::string FirstLine(absl::string_view text);

// What one program of the package does on each of its tests, several at once.
struct ProgramCheck {
  // Such as "input validator one_integer.py".
  std::string name;
  // What is counted, such as "inputs".
  std::string counted;
  // Runs the program on a test, and tells why that is not well; empty where it is. Problems' faults
  // are reasons, too; other errors end the check. Called from several threads.
  std::function<absl::StatusOr<std::string>(const PackageExecutable&, const TestCase&, int cpu)>
      run;
  // Whether a reason is a fault of the package, and not only odd.
  std::function<bool(const TestCase&)> is_fault;
};

// What is done on each of some tests, several at once.
struct TestsCheck {
  // As in ProgramCheck.
  std::string name;
  std::string counted;
  std::function<absl::StatusOr<std::string>(int index, int cpu)> run;
  std::function<bool(int index)> is_fault;
};

// Runs the check on `tests`, `jobs` at once on `cpus`; see WorkOnCpus(). Report and status as those
// of RunProgramCheck().
absl::StatusOr<::judge::v1::CheckReport> RunTestsCheck(const std::vector<int>& cpus,
                                                       const std::vector<TestCase>& tests, int jobs,
                                                       const CheckProgress& progress,
                                                       const TestsCheck& check);

// Compiles `program` and runs the check on all tests, `jobs` at once; see WorkOnCpus(). The report
// names the first tests that are not well. A program in a language that Assay does not know gives a
// warning. A status is the host's fault, or ABORTED.
absl::StatusOr<::judge::v1::CheckReport> RunProgramCheck(const JudgeContext& context,
                                                         const Problem& problem,
                                                         const PackageProgram& program, int jobs,
                                                         const CheckProgress& progress,
                                                         const ProgramCheck& check);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_PROGRAM_CHECK_H_
