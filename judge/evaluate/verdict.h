#ifndef ASSAY_JUDGE_EVALUATE_VERDICT_H_
#define ASSAY_JUDGE_EVALUATE_VERDICT_H_

#include <optional>
#include <string>
#include <vector>

#include "proto/judge/v1/judgement.pb.h"
#include "sandbox/run_result.h"

namespace assay::judge {

// The verdict on one test: what the program did wrong, or else what the check of its output says.
// `output_accepted` is absent when there was nothing to compare the output with.
::judge::v1::Verdict TestVerdict(const sandbox::Outcome& outcome,
                                 std::optional<bool> output_accepted);

// The verdict on a submission: that of its first test, in the problem's order, that is neither
// ACCEPTED nor SKIPPED; else ACCEPTED. No test at all is a JUDGE_ERROR.
::judge::v1::Verdict TotalVerdict(const std::vector<::judge::v1::Verdict>& tests);

// Whether a test with this verdict keeps the submission from being accepted.
bool IsFailure(::judge::v1::Verdict verdict);

// For people: "exit code 3", "killed by SIGSEGV", "time limit exceeded", "denied system call
// socket".
std::string DescribeOutcome(const sandbox::Outcome& outcome);

// "SIGSEGV" for 11; "signal 42" for one without a name.
std::string SignalName(int signal);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_VERDICT_H_
