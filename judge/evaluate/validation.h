#ifndef ASSAY_JUDGE_EVALUATE_VALIDATION_H_
#define ASSAY_JUDGE_EVALUATE_VALIDATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/package_programs.h"
#include "judge/evaluate/package_run.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// What a validator, a checker or an interactor found out.
struct Validation {
  // ACCEPTED, WRONG_ANSWER or PARTIAL.
  ::judge::v1::Verdict verdict = ::judge::v1::VERDICT_WRONG_ANSWER;
  // score.txt; testlib's points.
  std::optional<double> score = std::nullopt;
  // From 0 to 1: score_multiplier.txt, testlib's percentage.
  std::optional<double> share = std::nullopt;
  // For the jury, and for the contestant. Printable.
  std::string message = {};
  std::string team_message = {};
  // nextpass.in, for reading, in a multi-pass problem.
  std::optional<UniqueFd> next_pass = std::nullopt;
};

// One call of a validator, other than an interactive one. Move-only.
struct ValidatorCall {
  // Each from its beginning.
  UniqueFd input;
  UniqueFd output;
  UniqueFd answer;
  // Of the test.
  std::vector<std::string> args;
  // What is in the feedback folder already: see KeepFeedback().
  std::vector<sandbox::WorkFile> feedback;
  std::optional<int> cpu;
};

struct ValidatorEnd {
  Validation validation;
  // As the validator left it.
  UniqueFd work_directory;
};

// Runs `validator`, compiled from one of problem.output_validator's programs, by that one's
// protocol. The problem's fault, naming the program: whatever is not an answer in the protocol.
// Others are the host's, or ABORTED.
absl::StatusOr<ValidatorEnd> RunValidator(const JudgeContext& context, const Problem& problem,
                                          const PackageExecutable& validator, ValidatorCall call,
                                          Cancellation* superseded = nullptr);

// What a validator, checker or interactor that ended with `result` says by `protocol`.
absl::StatusOr<Validation> ReadValidation(const Problem& problem,
                                          const PackageExecutable& validator,
                                          ValidatorProtocol protocol,
                                          const PackageRunResult& result);

// What a validator that ended with `result` says by the protocol of the ICPC package format: exit
// code, and files of feedback/ in its working directory. The score files count in problems with
// scores, nextpass.in where there may be several passes. The problem's fault: as above.
absl::StatusOr<Validation> ReadIcpcValidation(const Problem& problem,
                                              const PackageExecutable& validator,
                                              const PackageRunResult& result);

// The same for programs made with testlib.h: the exit code, and the first words on standard error.
//   0 ok, 1 wrong answer, 2, 4 and 8 presentation, 3 the problem's fault;
//   "points X": score; "points_info=X": the same where X is a number;
//   "partially correct (N)": share N / 100.
// The words tell the last two, whose codes may be any others'.
absl::StatusOr<Validation> ReadTestlibValidation(const PackageExecutable& validator,
                                                 const PackageRunResult& result);

// A number as the ICPC package format writes one, alone with white space around it. Absent
// otherwise.
std::optional<double> ParseScore(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_VALIDATION_H_
