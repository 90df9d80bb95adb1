#ifndef ASSAY_JUDGE_EVALUATE_TEST_RUNNER_H_
#define ASSAY_JUDGE_EVALUATE_TEST_RUNNER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/evaluate/program_run.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/run_spec.h"

namespace assay::judge {

// Runs one test of `problem`, pinned to `cpu`, and has its output checked: by the default validator
// while it comes, or by `programs`, which are the problem's, on the same cpu afterwards.
// `superseded` stops this test alone.
//
// The program's faults are verdicts, and so is what is not as the problem promises (JUDGE_ERROR
// with the reason). A status is the host's or the caller's fault, or ABORTED.
absl::StatusOr<::judge::v1::TestResult> RunTest(const RunSetting& setting, const Problem& problem,
                                                const JudgePrograms& programs, const TestCase& test,
                                                int cpu, Cancellation& superseded);

// Runs the program on an input of the user's, with nothing to compare its output with: exit code 0
// is ACCEPTED. The sinks get both streams while they come; the result has their first bytes.
absl::StatusOr<::judge::v1::TestResult> RunOnce(const RunSetting& setting, absl::string_view name,
                                                UniqueFd input, sandbox::OutputSink stdout_sink,
                                                sandbox::OutputSink stderr_sink);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_TEST_RUNNER_H_
