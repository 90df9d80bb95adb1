#ifndef ASSAY_JUDGE_PROBLEM_PROBLEM_H_
#define ASSAY_JUDGE_PROBLEM_PROBLEM_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "judge/problem/output_validator.h"
#include "judge/problem/package_program.h"
#include "judge/problem/package_submission.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/test_group.h"
#include "judge/problem/time_limit.h"
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
  // Of one run of a validator.
  std::optional<absl::Duration> validation_time = std::nullopt;
  std::optional<int64_t> validation_memory_bytes = std::nullopt;
  std::optional<int64_t> validation_output_bytes = std::nullopt;
  friend bool operator==(const ProblemLimits&, const ProblemLimits&) = default;
};

// The limits of tests that come without a problem: 2 s, 256 MiB, and 64 MiB of output.
ProblemLimits LimitsOfBareTests();

// What every pipe takes at once.
inline constexpr int64_t kMostPipedInputBytes = 4096;

// One input, and what the output for it is compared with.
struct TestCase {
  // For people and results: the path below the test folder without ending, such as
  // "secret/01-small/a". UTF-8 without control or invisible characters.
  std::string name;
  // To be opened with OpenTestFile().
  std::string input_path;
  // Absent: the output is not checked.
  std::optional<std::string> answer_path = std::nullopt;
  // For the command line of the program.
  std::vector<std::string> args = {};
  // A folder whose contents the program finds in its working directory.
  std::optional<std::string> files_path = std::nullopt;
  // For the output validator, those of the problem and of the groups included. The default
  // validator reads them as ParseValidatorFlags() does; without any it has
  // Problem::validator_flags.
  std::vector<std::string> validator_args = {};
  // For all input validators, or with a name's key for that one alone; "" is for all.
  std::map<std::string, std::vector<std::string>> input_validator_args = {};
  // What the test brings when it is accepted. Absent: its group's grading says.
  std::optional<double> points = std::nullopt;
  // The solver may see input, output and answer of a test that failed.
  bool full_feedback = false;
  std::string hint = {};
  std::string description = {};
  // The program gets its input by a pipe and can read it once; kMostPipedInputBytes at most.
  bool piped_input = false;
  friend bool operator==(const TestCase&, const TestCase&) = default;
};

// What a submission is, and how it is judged.
struct ProblemKind {
  // Verdicts come with scores.
  bool scoring = false;
  // In a scoring problem less is better (legacy's `objective: min`).
  bool minimizes = false;
  // The output validator, or Problem::interactor, talks with the program.
  bool interactive = false;
  // An interactive problem's program and interactor have a network between them.
  bool network_pair = false;
  // The validator may ask for another run, with an input that it has made.
  bool multi_pass = false;
  int validation_passes = 2;
  // A submission is the answers themselves.
  bool submit_answer = false;
  friend bool operator==(const ProblemKind&, const ProblemKind&) = default;
};

// A problem as its package describes it: a value. CheckSupported() (check_supported.h) tells
// whether the judge can do all of it.
struct Problem {
  // UTF-8 without control or invisible characters.
  std::string name;
  // The folder that the paths of tests begin with, and that no file of a test may lie outside of.
  // Empty: any path goes, because the caller named the files one by one.
  std::string root;
  ProblemLimits limits;
  // Of the default validator, for tests without some of their own (TestCase::validator_args).
  ValidatorFlags validator_flags;
  // In the order of judging.
  std::vector<TestCase> tests;

  ProblemKind kind;
  // Absent: limits.time is given, or there is no rule and it is the default.
  std::optional<TimeLimitRule> time_limit_rule;
  // limits.time comes from the package, and the rule can only check it.
  bool time_limit_given = false;
  OutputValidator output_validator;
  // Beside an output validator that judges afterwards (Polygon, DMOJ).
  std::optional<PackageProgram> interactor;
  ValidatorProtocol interactor_protocol = ValidatorProtocol::kTestlib;
  std::optional<PackageProgram> static_validator;
  std::vector<PackageProgram> input_validators;
  ValidatorProtocol input_validator_protocol = ValidatorProtocol::kIcpc;
  // Legacy's custom grader.
  std::optional<PackageProgram> grader;
  // The first holds all others and all tests. Empty: a verdict without groups, without score.
  std::vector<TestGroup> groups;
  // From a language of the package format ("default": any) to the folder whose files are added to
  // every submission in it.
  std::map<std::string, std::string> include_folders;
  // The languages that a submission may be in. Empty: all.
  std::vector<std::string> languages;
  // Replaced in sources of the package ({{name}}).
  std::map<std::string, std::string> constants;
  // The program reads and writes these files. Empty: its standard input and output (Polygon).
  std::string input_file_name;
  std::string output_file_name;
  std::vector<PackageSubmission> submissions;
  // What the package asks for and no member says, each as "FILE:LINE: what".
  std::vector<std::string> beyond;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROBLEM_H_
