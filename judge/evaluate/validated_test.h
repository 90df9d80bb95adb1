#ifndef ASSAY_JUDGE_EVALUATE_VALIDATED_TEST_H_
#define ASSAY_JUDGE_EVALUATE_VALIDATED_TEST_H_

#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/evaluate/program_run.h"
#include "judge/evaluate/validation.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// RunTest() where validators of the problem's check the output: all of them must accept. In a
// multi-pass problem the program runs again, under all of its limits, with what the validator made
// for it, as often as the problem allows.
absl::StatusOr<::judge::v1::TestResult> RunValidatedTest(const RunSetting& setting,
                                                         const Problem& problem,
                                                         const JudgePrograms& programs,
                                                         const TestCase& test, int cpu,
                                                         Cancellation& superseded);

// What is left by one pass for the next.
struct NextPass {
  UniqueFd input;
  // For the feedback folder.
  std::vector<sandbox::WorkFile> feedback;
};

// Of what `validator` left in its work directory; `input` is its nextpass.in.
absl::StatusOr<NextPass> KeepForNextPass(const JudgeContext& context, const Problem& problem,
                                         const PackageExecutable& validator, int work_directory_fd,
                                         const UniqueFd& input);

// The problem's fault: `validator` gave more points than `test` is worth.
absl::Status CheckPoints(const PackageExecutable& validator, const TestCase& test,
                         const Validation& validation);

// Puts `validation` into `result`, whose program ended well. Scores count only in problems that
// have some.
void SetValidation(const Problem& problem, const Validation& validation,
                   ::judge::v1::TestResult* result);

// Adds what an earlier pass used to the usage of `result`, the last pass's.
void AddUsage(const ::sandbox::v1::Usage& earlier, ::judge::v1::TestResult* result);

// What OpenTestFile() opens for the answer, or an empty file where the test has none.
absl::StatusOr<UniqueFd> OpenAnswer(const Problem& problem, const TestCase& test);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_VALIDATED_TEST_H_
