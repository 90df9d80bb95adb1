#include "judge/evaluate/judging.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/evaluate/bound_texts.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/custom_grader.h"
#include "judge/evaluate/group_schedule.h"
#include "judge/evaluate/judgement_score.h"
#include "judge/evaluate/program_run.h"
#include "judge/evaluate/rerun.h"
#include "judge/evaluate/static_tests.h"
#include "judge/evaluate/test_runner.h"
#include "judge/evaluate/test_schedule.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/program_source.h"
#include "judge/score/test_score.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using JudgedTest = ::judge::v1::TestResult;

JudgedTest SkippedResult(const TestCase& test) {
  JudgedTest result;
  result.set_name(test.name);
  result.set_verdict(::judge::v1::VERDICT_SKIPPED);
  return result;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Judging>> Judging::Create(const JudgeContext& context,
                                                         Submission submission,
                                                         const Problem& problem,
                                                         JudgingOptions options) {
  ASSAY_RETURN_IF_ERROR(CheckLanguageAllowed(problem, *submission.language));
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
      in_order_(!StopsAtFirstFailure(problem)),
      group_of_test_(problem.kind.scoring ? GroupsOfTests(problem) : std::vector<int>()) {
  judgement_.set_language(submission_.language->id());
  *judgement_.mutable_limits() = ToProto(limits_);
}

absl::StatusOr<Compilation> Judging::CompileSubmission(std::optional<int> cpu) const {
  Compilation compilation;
  if (problem_.kind.submit_answer) {
    ASSAY_ASSIGN_OR_RETURN(TemporaryDirectory nothing, context_.state.MakeDirectory("box"));
    compilation.program = Program{std::move(nothing), ""};
    compilation.result.set_succeeded(true);
    return compilation;
  }
  ProblemLimits limits = problem_.limits;
  if (options_.compile_time.has_value()) limits.compilation_time = options_.compile_time;
  const bool is_too_large =
      limits.source_bytes.has_value() && submission_.source.size_bytes() > *limits.source_bytes;
  if (problem_.include_folders.empty() || is_too_large) {
    return Compile(context_, submission_.source, *submission_.language, limits, cpu);
  }
  ASSAY_ASSIGN_OR_RETURN(const Source source,
                         AddIncludedFiles(problem_, *submission_.language, submission_.source));
  // What is included is not the submission's.
  limits.source_bytes.reset();
  return Compile(context_, source, *submission_.language, limits, cpu);
}

absl::StatusOr<bool> Judging::CompileProgram(std::optional<int> cpu) {
  absl::StatusOr<Compilation> compiled = RetryTransient(options_.host_retry, context_.cancellation,
                                                        [&] { return CompileSubmission(cpu); });
  if (IsProblemFault(compiled.status())) {
    problem_fault_ = compiled.status();
    return false;
  }
  if (!compiled.ok()) return compiled.status();
  Compilation compilation = *std::move(compiled);
  *judgement_.mutable_compile() = std::move(compilation.result);
  program_ = std::move(compilation.program);
  if (options_.events.on_compiled) {
    const absl::MutexLock lock(&mutex_);
    options_.events.on_compiled(judgement_.compile());
  }
  if (!program_.has_value()) return false;
  const absl::Status prepared = Prepare(cpu);
  if (IsProblemFault(prepared)) {
    problem_fault_ = prepared;
    return false;
  }
  if (!prepared.ok()) return prepared;
  return true;
}

absl::Status Judging::Prepare(std::optional<int> cpu) {
  ASSAY_ASSIGN_OR_RETURN(programs_, CompileJudgePrograms(context_, problem_, cpu));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::optional<JudgedTest>> static_tests,
                         RunStaticTests(context_, problem_, programs_, submission_.source,
                                        *submission_.language, cpu));
  for (const std::optional<JudgedTest>& test : static_tests) {
    static_results_.emplace_back();
    if (!test.has_value()) continue;
    if (test->verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) return ProblemFault(test->message());
    static_results_.back() = ScoredResult(*test);
    ASSAY_RETURN_IF_ERROR(
        CheckStaticScore(problem_.groups[static_results_.size() - 1], *static_results_.back()));
    *judgement_.add_static_test_results() = *test;
  }
  if (!in_order_) {
    schedule_ =
        std::make_unique<TestSchedule>(static_cast<int>(problem_.tests.size()), options_.all_tests);
    return absl::OkStatus();
  }
  schedule_ = std::make_unique<GroupSchedule>(
      problem_, options_.all_tests, static_results_,
      [this](int index, const JudgedTest* result) { ReportInOrder(index, result); });
  return absl::OkStatus();
}

void Judging::ReportInOrder(int index, const JudgedTest* result) {
  if (!options_.events.on_test_finished) return;
  const absl::MutexLock lock(&mutex_);
  options_.events.on_test_finished(
      index, result != nullptr ? *result : SkippedResult(problem_.tests[index]));
}

bool Judging::RunNextTest(int cpu) {
  const std::optional<Schedule::Ticket> ticket = schedule_->Next();
  if (!ticket.has_value()) return false;
  const TestCase& test = problem_.tests[ticket->index];
  const JudgingEvents& events = options_.events;
  if (events.on_test_started) {
    const absl::MutexLock lock(&mutex_);
    events.on_test_started(ticket->index);
  }
  absl::StatusOr<JudgedTest> result = Run(test, cpu, *ticket->superseded);
  if (result.ok()) CheckScore(ticket->index, &*result);
  {
    const absl::MutexLock lock(&mutex_);
    const bool tells = events.on_test_finished && !in_order_;
    // What an earlier failure overtook has no result, even if it ended first.
    if (ticket->superseded->cancelled()) {
      if (tells) events.on_test_finished(ticket->index, SkippedResult(test));
    } else if (result.ok()) {
      if (options_.text_bytes.has_value()) {
        BoundTexts(*options_.text_bytes, &text_bytes_, &*result);
      }
      if (tells) events.on_test_finished(ticket->index, *result);
    } else {
      result = Annotate(result.status(), absl::StrCat("test ", test.name));
    }
  }
  schedule_->Finish(ticket->index, std::move(result));
  return true;
}

absl::StatusOr<JudgedTest> Judging::Run(const TestCase& test, int cpu, Cancellation& superseded) {
  // Each pass has all of the limit: how near the sum of all is says nothing.
  const int max_reruns = problem_.kind.multi_pass ? 0 : options_.max_reruns;
  const RunSetting setting = {
      .context = context_,
      .language = *submission_.language,
      .program = *program_,
      .limits = limits_,
      .time_past_limit = max_reruns > 0,
      .details = options_.details,
      .answers = problem_.kind.submit_answer ? &submission_.source : nullptr,
      .transcript = options_.transcript};
  const auto run = [&] {
    return RetryTransient(options_.host_retry, context_.cancellation, [&] {
      return RunTest(setting, problem_, programs_, test, cpu, superseded);
    });
  };
  return RunUntilClear(run, limits_.cpu_time, max_reruns);
}

void Judging::CheckScore(int index, JudgedTest* result) const {
  if (group_of_test_.empty() || group_of_test_[index] < 0) return;
  if (result->verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) return;
  const absl::Status status =
      CheckTestScore(problem_, problem_.groups[group_of_test_[index]], ScoredResult(*result));
  if (status.ok()) return;
  result->clear_score();
  result->clear_score_share();
  *result = JudgeError(std::move(*result), status);
}

absl::StatusOr<Judgement> Judging::JudgeErrorOf(const absl::Status& fault) {
  judgement_.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  judgement_.set_message(MakePrintableLine(fault.message()));
  for (int i = judgement_.test_results_size(); i < static_cast<int>(problem_.tests.size()); ++i) {
    *judgement_.add_test_results() = SkippedResult(problem_.tests[i]);
  }
  return std::move(judgement_);
}

absl::StatusOr<Judgement> Judging::Finish() {
  if (!problem_fault_.ok()) return JudgeErrorOf(problem_fault_);
  if (!program_.has_value()) {
    judgement_.set_verdict(::judge::v1::VERDICT_COMPILE_ERROR);
    return std::move(judgement_);
  }
  absl::StatusOr<std::vector<std::optional<JudgedTest>>> results = schedule_->Results();
  if (IsProblemFault(results.status())) return JudgeErrorOf(results.status());
  if (!results.ok()) return results.status();
  std::vector<std::optional<TestResult>> counted(results->size());
  for (size_t i = 0; i < results->size(); ++i) {
    std::optional<JudgedTest>& result = (*results)[i];
    const bool counts = result.has_value() && schedule_->Counts(static_cast<int>(i));
    if (counts) counted[i] = ScoredResult(*result);
    JudgedTest* const test = judgement_.add_test_results();
    *test = result.has_value() ? *std::move(result) : SkippedResult(problem_.tests[i]);
    if (judgement_.message().empty() && test->verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) {
      judgement_.set_message(absl::StrCat("test ", test->name(), ": ", test->message()));
    }
  }
  const CustomGrader grader = [this](const LegacyGrading& grading,
                                     const std::vector<Member>& members) {
    return RunCustomGrader(context_, problem_, *programs_.grader, grading, members);
  };
  const absl::Status scored =
      ScoreJudgement(problem_, counted, static_results_, grader, &judgement_);
  if (IsProblemFault(scored)) return JudgeErrorOf(scored);
  if (!scored.ok()) return scored;
  return std::move(judgement_);
}

}  // namespace assay::judge
