#include "judge/evaluate/evaluator.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "judge/evaluate/compile.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/rerun.h"
#include "judge/evaluate/test_runner.h"
#include "judge/evaluate/test_schedule.h"
#include "judge/evaluate/verdict.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::TestResult;
using ::judge::v1::Verdict;

absl::StatusOr<int> CountOfSlots(int jobs, int cpu_count, int test_count) {
  if (jobs < 0 || jobs > cpu_count) {
    return absl::InvalidArgumentError(absl::StrCat(
        jobs, " jobs: each needs a cpu of its own to be timed on; this host has ", cpu_count));
  }
  return std::min(jobs == 0 ? cpu_count : jobs, test_count);
}

TestResult SkippedResult(const TestCase& test) {
  TestResult result;
  result.set_name(test.name);
  result.set_verdict(::judge::v1::VERDICT_SKIPPED);
  return result;
}

// Runs the tests on `slots` cpus at once.
class TestRunner {
 public:
  TestRunner(const RunSetting& setting, const Problem& problem, const EvaluationOptions& options)
      : setting_(setting),
        problem_(problem),
        max_reruns_(options.max_reruns),
        events_(options.events),
        schedule_(static_cast<int>(problem.tests.size()), options.all_tests) {}

  absl::StatusOr<std::vector<std::optional<TestResult>>> Run(int slots) {
    std::vector<std::thread> workers;
    for (int slot = 1; slot < slots; ++slot) {
      absl::StatusOr<std::thread> worker = StartThread([this, slot] { Work(slot); });
      // A host that allows no more threads gets its tests judged by fewer.
      if (!worker.ok()) break;
      workers.push_back(*std::move(worker));
    }
    Work(0);
    for (std::thread& worker : workers) worker.join();
    return schedule_.Results();
  }

 private:
  // A worker waits for one jail at a time; the jail has the cpu.
  void Work(int slot) {
    const int cpu = setting_.context.sandbox.cpus()[slot];
    while (const std::optional<TestSchedule::Ticket> ticket = schedule_.Next()) {
      const TestCase& test = problem_.tests[ticket->index];
      Report(events_.on_test_started, ticket->index);
      absl::StatusOr<TestResult> result =
          RunUntilClear([&] { return RunTest(setting_, problem_, test, cpu, *ticket->superseded); },
                        setting_.limits.cpu_time, max_reruns_);
      // What an earlier failure overtook has no result, even if it ended first.
      const bool superseded = ticket->superseded->cancelled();
      if (superseded) {
        Report(events_.on_test_finished, ticket->index, SkippedResult(test));
      } else if (result.ok()) {
        Report(events_.on_test_finished, ticket->index, *result);
      } else {
        result = Annotate(result.status(), absl::StrCat("test ", test.name));
      }
      schedule_.Finish(ticket->index, std::move(result));
    }
  }

  template <typename Callback, typename... Args>
  void Report(const Callback& callback, const Args&... args) {
    const absl::MutexLock lock(&report_mutex_);
    if (callback) callback(args...);
  }

  const RunSetting& setting_;
  const Problem& problem_;
  const int max_reruns_;
  const EvaluationEvents& events_;
  TestSchedule schedule_;
  absl::Mutex report_mutex_;
};

}  // namespace

absl::StatusOr<Judgement> Evaluate(const JudgeContext& context, const Submission& submission,
                                   const Problem& problem, const EvaluationOptions& options) {
  const ::judge::v1::Language& language = *submission.language;
  ASSAY_ASSIGN_OR_RETURN(const sandbox::Limits limits,
                         PlanRunLimits(problem.limits, options.limits, language.run()));
  ASSAY_ASSIGN_OR_RETURN(const int slots,
                         CountOfSlots(options.jobs, static_cast<int>(context.sandbox.cpus().size()),
                                      static_cast<int>(problem.tests.size())));
  if (options.details.instructions || limits.instructions.has_value()) {
    ASSAY_RETURN_IF_ERROR(context.sandbox.CheckInstructionCounter());
  }
  Judgement judgement;
  judgement.set_language(language.id());
  *judgement.mutable_limits() = ToProto(limits);

  ASSAY_ASSIGN_OR_RETURN(Compilation compilation,
                         Compile(context, submission.source, language, problem.limits));
  *judgement.mutable_compile() = std::move(compilation.result);
  if (options.events.on_compiled) options.events.on_compiled(judgement.compile());
  if (!compilation.program.has_value()) {
    judgement.set_verdict(::judge::v1::VERDICT_COMPILE_ERROR);
    return judgement;
  }

  const RunSetting setting = {.context = context,
                              .language = language,
                              .program = *compilation.program,
                              .limits = limits,
                              .time_past_limit = options.max_reruns > 0,
                              .details = options.details};
  ASSAY_ASSIGN_OR_RETURN(std::vector<std::optional<TestResult>> results,
                         TestRunner(setting, problem, options).Run(slots));
  std::vector<Verdict> verdicts;
  for (size_t i = 0; i < results.size(); ++i) {
    TestResult* result = judgement.add_test_results();
    *result = results[i].has_value() ? *std::move(results[i]) : SkippedResult(problem.tests[i]);
    verdicts.push_back(result->verdict());
    if (judgement.message().empty() && result->verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) {
      judgement.set_message(absl::StrCat("test ", result->name(), ": ", result->message()));
    }
  }
  judgement.set_verdict(TotalVerdict(verdicts));
  return judgement;
}

}  // namespace assay::judge
