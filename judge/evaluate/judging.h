#ifndef ASSAY_JUDGE_EVALUATE_JUDGING_H_
#define ASSAY_JUDGE_EVALUATE_JUDGING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/evaluate/compile.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/host_retry.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/schedule.h"
#include "judge/evaluate/test_runner.h"
#include "judge/language/source.h"
#include "judge/problem/problem.h"
#include "judge/score/result.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

struct Submission {
  Source source;
  // Outlives the judging.
  const ::judge::v1::Language* language = nullptr;
};

// What happens, as it happens. Called from several threads, never two at once. Each may be empty.
struct JudgingEvents {
  std::function<void(const ::judge::v1::CompileResult&)> on_compiled;
  // `index` counts the tests in the problem's order, from 0.
  std::function<void(int index)> on_test_started;
  // Also for tests that end as SKIPPED after they were started. In the problem's order unless
  // StopsAtFirstFailure().
  std::function<void(int index, const ::judge::v1::TestResult&)> on_test_finished;
};

struct JudgingOptions {
  // Runs the tests after the first failure too.
  bool all_tests = false;
  // How often a test whose cpu time is within its uncertainty of the limit is run again, at most.
  // See RunUntilClear(). Not negative.
  int max_reruns = 2;
  LimitOverrides limits;
  // Cpu time of the compiler, in place of the problem's and the language's. 1 ms to 1 h.
  std::optional<absl::Duration> compile_time;
  // Keeps what program and interactor say to each other (TestResult::transcript).
  bool transcript = false;
  // What to find out about each test's run besides.
  sandbox::RunDetails details;
  // What all tests' texts (messages, error output, output, transcripts) may take together in the
  // judgement. Beyond that each is cut to its first 256 bytes, and transcripts are left out, so
  // that many tests don't make a judgement that nobody can send. Absent: no bound.
  std::optional<int64_t> text_bytes;
  // For the compiler's run and each test's, when the host has no means for them.
  HostRetry host_retry;
  JudgingEvents events;
};

// One submission on its way to its judgement, in steps that may be taken by different threads:
// CompileProgram() once; then RunNextTest(), by any number of threads at once, until it has told
// each that no test is left; then Finish().
//
// The judgement depends on the tests' results alone, never on the order in which they end: without
// `all_tests`, what follows the first failing test in the problem's order is SKIPPED, whether or
// not it ran; where groups are scored, it is what could change no group's result any more.
class Judging {
 public:
  // `problem` and what `context` refers to outlive the object. INVALID_ARGUMENT for limits that
  // cannot be, and for a language that the problem does not take; FAILED_PRECONDITION where
  // instructions are to be counted and the host can't.
  static absl::StatusOr<std::unique_ptr<Judging>> Create(const JudgeContext& context,
                                                         Submission submission,
                                                         const Problem& problem,
                                                         JudgingOptions options);

  // Whether there is a program to run tests with. On `cpu`, or on any. ABORTED after
  // context.cancellation; other errors are the host's.
  // The problem's own programs are compiled, too, where that was not done before; one that cannot
  // be is a JUDGE_ERROR, and no test is run. UNIMPLEMENTED: one in an unknown language.
  absl::StatusOr<bool> CompileProgram(std::optional<int> cpu);

  // Runs a test on `cpu`; false, at once, when none is left. Errors wait for Finish().
  bool RunNextTest(int cpu);

  // How many calls of RunNextTest() find a test now. Others may be faster.
  int tests_left() const { return schedule_ != nullptr ? schedule_->Left() : 0; }

  // The judgement, once. Errors as those of CompileProgram(), from the tests.
  absl::StatusOr<::judge::v1::Judgement> Finish();

 private:
  Judging(const JudgeContext& context, Submission submission, const Problem& problem,
          JudgingOptions options, const sandbox::Limits& limits);

  absl::StatusOr<Compilation> CompileSubmission(std::optional<int> cpu) const;
  // After the submission's own compilation.
  absl::Status Prepare(std::optional<int> cpu);
  absl::StatusOr<::judge::v1::TestResult> Run(const TestCase& test, int cpu,
                                              Cancellation& superseded);
  // A validator's score that cannot be is a judge error of the test.
  void CheckScore(int index, ::judge::v1::TestResult* result) const;
  void ReportInOrder(int index, const ::judge::v1::TestResult* result);
  absl::StatusOr<::judge::v1::Judgement> JudgeErrorOf(const absl::Status& fault);

  const JudgeContext context_;
  const Submission submission_;
  const Problem& problem_;
  const JudgingOptions options_;
  const sandbox::Limits limits_;
  std::optional<Program> program_;
  JudgePrograms programs_;
  // What is wrong with the problem, so that no test is run.
  absl::Status problem_fault_;
  // By group.
  std::vector<std::optional<TestResult>> static_results_;
  ::judge::v1::Judgement judgement_;
  const bool in_order_;
  // By test; empty in problems without scores.
  const std::vector<int> group_of_test_;
  // Absent until there is something to run.
  std::unique_ptr<Schedule> schedule_;
  // Held during events.
  absl::Mutex mutex_;
  int64_t text_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_JUDGING_H_
