#ifndef ASSAY_JUDGE_EVALUATE_INTERACTIVE_TEST_H_
#define ASSAY_JUDGE_EVALUATE_INTERACTIVE_TEST_H_

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/evaluate/program_run.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// RunTest() where the program talks with Problem::interactor, or else with the output validator.
// What an interactor of testlib's leaves for the checker is then checked. In a multi-pass problem
// both run again as long as there is a nextpass.in, which is the interactor's next input.
absl::StatusOr<::judge::v1::TestResult> RunInteractiveTest(const RunSetting& setting,
                                                           const Problem& problem,
                                                           const JudgePrograms& programs,
                                                           const TestCase& test, int cpu,
                                                           Cancellation& superseded);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_INTERACTIVE_TEST_H_
