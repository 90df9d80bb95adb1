#ifndef ASSAY_JUDGE_EVALUATE_EVALUATOR_H_
#define ASSAY_JUDGE_EVALUATE_EVALUATOR_H_

#include <functional>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/language/source.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

struct Submission {
  Source source;
  const ::judge::v1::Language* language = nullptr;
};

// What happens, as it happens. Called from several threads, never two at once. Each may be empty.
struct EvaluationEvents {
  std::function<void(const ::judge::v1::CompileResult&)> on_compiled;
  // `index` counts the tests in the problem's order, from 0.
  std::function<void(int index)> on_test_started;
  // Also for tests that end as SKIPPED after they were started.
  std::function<void(int index, const ::judge::v1::TestResult&)> on_test_finished;
};

struct EvaluationOptions {
  // Tests run at once, each pinned to a cpu of its own. 0: as many as there are cpus.
  int jobs = 0;
  // Runs the tests after the first failure too.
  bool all_tests = false;
  // How often a test whose cpu time is within its uncertainty of the limit is run again, at most.
  // See RunUntilClear(). Not negative.
  int max_reruns = 2;
  LimitOverrides limits;
  // What to find out about each test's run besides.
  sandbox::RunDetails details;
  EvaluationEvents events;
};

// Compiles a submission, runs it on the problem's tests and answers with a judgement.
//
// The judgement depends on the tests' results alone, never on the order in which they end: without
// `all_tests`, what follows the first failing test in the problem's order is SKIPPED, whether or
// not it ran.
//
// INVALID_ARGUMENT for limits or a number of jobs that cannot be; FAILED_PRECONDITION, before
// anything is compiled, where instructions are to be counted and the host can't; ABORTED after
// context.cancellation; other errors are the host's.
absl::StatusOr<::judge::v1::Judgement> Evaluate(const JudgeContext& context,
                                                const Submission& submission,
                                                const Problem& problem,
                                                const EvaluationOptions& options);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_EVALUATOR_H_
