#ifndef ASSAY_JUDGE_PROBLEM_PROBLEM_H_
#define ASSAY_JUDGE_PROBLEM_PROBLEM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "judge/validate/validator_flags.h"

namespace assay::judge {

// The bounds that a problem sets, before a language's multipliers. What a problem does not say is
// as here: memory and output are the ICPC package format's defaults; of the time it knows none.
struct ProblemLimits {
  // Cpu time of one test. 1 ms to 1 h.
  absl::Duration time = absl::Seconds(1);
  int64_t memory_bytes = int64_t{2048} << 20;
  // What a program may print.
  int64_t output_bytes = int64_t{8} << 20;
  // Present only when the problem says so.
  std::optional<int64_t> source_bytes = std::nullopt;
  std::optional<absl::Duration> compilation_time = std::nullopt;
  std::optional<int64_t> compilation_memory_bytes = std::nullopt;
  friend bool operator==(const ProblemLimits&, const ProblemLimits&) = default;
};

// One input, and what the output for it is compared with.
struct TestCase {
  // For people and results: the path below the test folder without ending, such as
  // "secret/01-small/a". UTF-8 without control or invisible characters.
  std::string name;
  // To be opened with OpenTestFile().
  std::string input_path;
  // Absent: the output is not checked.
  std::optional<std::string> answer_path = std::nullopt;
  friend bool operator==(const TestCase&, const TestCase&) = default;
};

// A problem as a judge needs it: a value.
struct Problem {
  // UTF-8 without control or invisible characters.
  std::string name;
  // The folder that the paths of tests begin with, and that no file of a test may lie outside of.
  // Empty: any path goes, because the caller named the files one by one.
  std::string root;
  ProblemLimits limits;
  ValidatorFlags validator_flags;
  // In the order of judging.
  std::vector<TestCase> tests;
};

// The errors of this folder's readers tell whose fault it is:
//  - FAILED_PRECONDITION: the problem's, which makes JUDGE_ERROR. The message names the file.
//  - UNIMPLEMENTED: the problem asks for something that Assay does not do yet. The message names
//  it.
//  - NOT_FOUND, INVALID_ARGUMENT: the caller's, who named what is not there or not a folder.
//  - the rest: the host's, such as PERMISSION_DENIED.

// The problem's fault, in one line.
absl::Status ProblemFault(absl::string_view message);

// Whether a status of this folder's readers is the problem's fault.
bool IsProblemFault(const absl::Status& status);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROBLEM_H_
