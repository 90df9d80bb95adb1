#include "judge/evaluate/judging.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/rerun.h"
#include "judge/evaluate/verdict.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::TestResult;
using ::judge::v1::Verdict;

constexpr size_t kCutTextBytes = 256;

TestResult SkippedResult(const TestCase& test) {
  TestResult result;
  result.set_name(test.name);
  result.set_verdict(::judge::v1::VERDICT_SKIPPED);
  return result;
}

// Whether anything was cut.
bool Cut(std::string* text) {
  if (text->size() <= kCutTextBytes) return false;
  text->resize(Truncate(*text, kCutTextBytes).size());
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Judging>> Judging::Create(const JudgeContext& context,
                                                         Submission submission,
                                                         const Problem& problem,
                                                         JudgingOptions options) {
  ASSAY_ASSIGN_OR_RETURN(const sandbox::Limits limits,
                         PlanRunLimits(problem.limits, options.limits, submission.language->run()));
  if (options.details.instructions || limits.instructions.has_value()) {
    ASSAY_RETURN_IF_ERROR(context.sandbox.CheckInstructionCounter());
  }
  return std::unique_ptr<Judging>(
      new Judging(context, std::move(submission), problem, std::move(options), limits));
}

Judging::Judging(const JudgeContext& context, Submission submission, const Problem& problem,
                 JudgingOptions options, const sandbox::Limits& limits)
    : context_(context),
      submission_(std::move(submission)),
      problem_(problem),
      options_(std::move(options)),
      limits_(limits),
      schedule_(static_cast<int>(problem.tests.size()), options_.all_tests) {
  judgement_.set_language(submission_.language->id());
  *judgement_.mutable_limits() = ToProto(limits_);
}

absl::StatusOr<bool> Judging::CompileProgram(std::optional<int> cpu) {
  ProblemLimits limits = problem_.limits;
  if (options_.compile_time.has_value()) limits.compilation_time = options_.compile_time;
  ASSAY_ASSIGN_OR_RETURN(Compilation compilation,
                         Compile(context_, submission_.source, *submission_.language, limits, cpu));
  *judgement_.mutable_compile() = std::move(compilation.result);
  program_ = std::move(compilation.program);
  if (options_.events.on_compiled) {
    const absl::MutexLock lock(&mutex_);
    options_.events.on_compiled(judgement_.compile());
  }
  return program_.has_value();
}

bool Judging::RunNextTest(int cpu) {
  const std::optional<TestSchedule::Ticket> ticket = schedule_.Next();
  if (!ticket.has_value()) return false;
  const TestCase& test = problem_.tests[ticket->index];
  const JudgingEvents& events = options_.events;
  if (events.on_test_started) {
    const absl::MutexLock lock(&mutex_);
    events.on_test_started(ticket->index);
  }
  absl::StatusOr<TestResult> result = Run(test, cpu, *ticket->superseded);
  {
    const absl::MutexLock lock(&mutex_);
    // What an earlier failure overtook has no result, even if it ended first.
    if (ticket->superseded->cancelled()) {
      if (events.on_test_finished) events.on_test_finished(ticket->index, SkippedResult(test));
    } else if (result.ok()) {
      BoundTexts(&*result);
      if (events.on_test_finished) events.on_test_finished(ticket->index, *result);
    } else {
      result = Annotate(result.status(), absl::StrCat("test ", test.name));
    }
  }
  schedule_.Finish(ticket->index, std::move(result));
  return true;
}

absl::StatusOr<TestResult> Judging::Run(const TestCase& test, int cpu, Cancellation& superseded) {
  const RunSetting setting = {.context = context_,
                              .language = *submission_.language,
                              .program = *program_,
                              .limits = limits_,
                              .time_past_limit = options_.max_reruns > 0,
                              .details = options_.details};
  return RunUntilClear([&] { return RunTest(setting, problem_, test, cpu, superseded); },
                       limits_.cpu_time, options_.max_reruns);
}

void Judging::BoundTexts(TestResult* result) {
  if (!options_.text_bytes.has_value()) return;
  text_bytes_ += static_cast<int64_t>(result->message().size() + result->error_output().size() +
                                      result->output().size());
  if (text_bytes_ <= *options_.text_bytes) return;
  Cut(result->mutable_message());
  if (Cut(result->mutable_error_output())) result->set_error_output_truncated(true);
  if (Cut(result->mutable_output())) result->set_output_truncated(true);
}

absl::StatusOr<Judgement> Judging::Finish() {
  if (!program_.has_value()) {
    judgement_.set_verdict(::judge::v1::VERDICT_COMPILE_ERROR);
    return std::move(judgement_);
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<std::optional<TestResult>> results, schedule_.Results());
  std::vector<Verdict> verdicts;
  for (size_t i = 0; i < results.size(); ++i) {
    TestResult* result = judgement_.add_test_results();
    *result = results[i].has_value() ? *std::move(results[i]) : SkippedResult(problem_.tests[i]);
    verdicts.push_back(result->verdict());
    if (judgement_.message().empty() && result->verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) {
      judgement_.set_message(absl::StrCat("test ", result->name(), ": ", result->message()));
    }
  }
  judgement_.set_verdict(TotalVerdict(verdicts));
  return std::move(judgement_);
}

}  // namespace assay::judge
