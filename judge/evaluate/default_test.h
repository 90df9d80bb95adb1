#ifndef ASSAY_JUDGE_EVALUATE_DEFAULT_TEST_H_
#define ASSAY_JUDGE_EVALUATE_DEFAULT_TEST_H_

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/program_run.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// RunTest() where the default validator checks the output, or nothing does.
absl::StatusOr<::judge::v1::TestResult> RunDefaultTest(const RunSetting& setting,
                                                       const Problem& problem, const TestCase& test,
                                                       int cpu, Cancellation& superseded);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_DEFAULT_TEST_H_
