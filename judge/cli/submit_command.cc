#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/image_jail.h"
#include "judge/cli/input_feed.h"
#include "judge/cli/judgement_report.h"
#include "judge/cli/progress.h"
#include "judge/cli/session.h"
#include "judge/cli/standard_streams.h"
#include "judge/cli/submit_problem.h"
#include "judge/cli/text_report.h"
#include "judge/evaluate/compile.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/evaluator.h"
#include "judge/evaluate/group_schedule.h"
#include "judge/evaluate/test_runner.h"
#include "judge/image/language_image.h"
#include "judge/language/language_store.h"
#include "judge/language/source.h"
#include "judge/problem/program_source.h"
#include "proto/judge/v1/judgement.pb.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::Language;
using ::judge::v1::TestResult;

// `progress` outlives the evaluation.
JudgingEvents Show(const Problem& problem, Progress* progress) {
  progress->CompileStarted();
  return {.on_compiled = [=](const auto& compile) { progress->CompileFinished(compile); },
          .on_test_started =
              [progress, &problem](int index) {
                progress->TestStarted(problem.tests[index].name,
                                      static_cast<int>(problem.tests.size()));
              },
          .on_test_finished = [=](int index,
                                  const auto& result) { progress->TestFinished(index, result); }};
}

int JudgeOnTests(const SubmitFlags& flags, const Submission& submission, const Problem& problem,
                 Session& session) {
  JudgingOptions options;
  options.all_tests = flags.all_tests;
  options.max_reruns = flags.max_reruns;
  options.limits = flags.limits;
  options.details = flags.report_details();
  options.transcript = flags.transcript;
  std::optional<Progress> progress;
  if (!flags.json) {
    progress.emplace(TestNames(problem), flags.all_tests, stdout);
    if (!StopsAtFirstFailure(problem)) progress->ExpectGroups();
    options.events = Show(problem, &*progress);
  }
  absl::StatusOr<Judgement> judgement =
      Evaluate(session.context(), submission, problem, options, flags.jobs);
  if (!judgement.ok()) {
    if (progress.has_value()) progress->Abandon();
    return session.Fail(kExitHost, judgement.status());
  }
  if (flags.json) return ReportJudgement(*std::move(judgement), true, stdout);
  progress->Finish(*judgement);
  return ExitCodeOf(judgement->verdict());
}

absl::StatusOr<std::unique_ptr<InputFeed>> OpenInput(const std::string& path) {
  return path.empty() ? InputFeed::FromDescriptor(STDIN_FILENO) : InputFeed::FromFile(path);
}

int RunOnInput(const SubmitFlags& flags, const Submission& submission, const Problem& problem,
               const sandbox::Limits& limits, InputFeed& input, Session& session) {
  const Language& language = *submission.language;
  absl::StatusOr<Compilation> compilation =
      Compile(session.context(), submission.source, language, problem.limits);
  if (!compilation.ok()) return session.Fail(kExitHost, compilation.status());
  Judgement judgement;
  judgement.set_language(language.id());
  *judgement.mutable_limits() = ToProto(limits);
  *judgement.mutable_compile() = compilation->result;
  if (!compilation->program.has_value()) {
    judgement.set_verdict(::judge::v1::VERDICT_COMPILE_ERROR);
    return ReportJudgement(std::move(judgement), flags.json, stderr);
  }
  if (!flags.json) std::fputs(CompileText(judgement.compile()).c_str(), stderr);
  const JudgeContext context = session.context();
  const RunSetting setting = {.context = context,
                              .language = language,
                              .program = *compilation->program,
                              .limits = limits,
                              .details = flags.report_details()};
  const std::string name =
      flags.problem.input.empty() ? "standard input" : MakePrintableLine(flags.problem.input);
  const absl::StatusOr<std::unique_ptr<StandardStreams>> streams =
      StandardStreams::Create([&session] { session.cancellation().Cancel(); });
  if (!streams.ok()) return session.Fail(kExitHost, streams.status());
  sandbox::OutputSink stdout_sink;
  sandbox::OutputSink stderr_sink;
  if (!flags.json) {
    stdout_sink = (*streams)->StdoutSink();
    stderr_sink = (*streams)->StderrSink();
  }
  const absl::StatusOr<TestResult> result =
      RunOnce(setting, name, input.TakeProgramEnd(), stdout_sink, stderr_sink);
  if (const absl::Status status = (*streams)->Finish(); !status.ok()) return FailedOutput(status);
  if (!result.ok()) return session.Fail(kExitHost, result.status());
  judgement.set_verdict(result->verdict());
  *judgement.add_test_results() = *result;
  if (flags.json) return ReportJudgement(std::move(judgement), true, stdout);
  PrintRunReport(*result);
  return ExitCodeOf(judgement.verdict());
}

absl::StatusOr<const Language*> ChooseLanguage(const SubmitFlags& flags,
                                               const LanguageStore& languages,
                                               const absl::StatusOr<Problem>& problem) {
  if (problem.ok() && problem->kind.submit_answer) return &LanguageOfAnswers();
  return flags.language.empty() ? languages.Guess(flags.sources.front())
                                : languages.Get(flags.language);
}

}  // namespace

int Submit(const SubmitFlags& flags) {
  std::vector<StoredImage> images;
  absl::StatusOr<LanguageStore> languages = OpenLanguages(&images);
  if (!languages.ok()) return Fail(kExitHost, languages.status());
  if (!flags.image.empty()) {
    absl::StatusOr<StoredImage> image = OpenImage(flags.image);
    if (!image.ok()) return Fail(ExitCodeOfArgument(image.status()), image.status());
    images.push_back(*std::move(image));
    languages = PutAllIntoImage(*languages, images.back());
    if (!languages.ok()) return Fail(kExitHost, languages.status());
  }
  absl::StatusOr<Problem> problem = LoadProblem(flags.problem);
  const absl::StatusOr<const Language*> language = ChooseLanguage(flags, *languages, problem);
  if (!language.ok()) {
    return Fail(kExitUsage,
                flags.language.empty()
                    ? absl::NotFoundError(absl::StrCat(
                          absl::string_view(language.status().message()), " with --language"))
                    : language.status());
  }
  absl::StatusOr<Source> source = ReadSource(flags.sources);
  if (!source.ok()) return Fail(ExitCodeOfArgument(source.status()), source.status());
  if (!flags.problem.id.empty()) {
    return Fail(kExitUsage, absl::InvalidArgumentError(
                                "--problem-id is for a server, which has the problem; name the "
                                "server with --server or ASSAY_SERVER"));
  }
  if (IsProblemFault(problem.status())) {
    return ReportProblemFault(problem.status(), (*language)->id(), flags.json);
  }
  if (!problem.ok()) return Fail(ExitCodeOfArgument(problem.status()), problem.status());
  if (const absl::Status allowed = CheckLanguageAllowed(*problem, **language); !allowed.ok()) {
    return Fail(kExitUsage, allowed);
  }
  if (flags.compile_time_limit.has_value()) {
    problem->limits.compilation_time = flags.compile_time_limit;
  }
  const absl::StatusOr<sandbox::Limits> limits =
      PlanRunLimits(problem->limits, flags.limits, (*language)->run());
  if (IsProblemFault(limits.status())) {
    return ReportProblemFault(Annotate(limits.status(), flags.problem.problem), (*language)->id(),
                              flags.json);
  }
  if (!limits.ok()) return Fail(kExitUsage, limits.status());
  if (const absl::Status installed = CheckInstalled(**language); !installed.ok()) {
    return Fail(kExitHost, installed);
  }

  const absl::StatusOr<std::unique_ptr<Session>> session =
      Session::Open(flags.sandbox, flags.include_folders, flags.compile_cache);
  if (!session.ok()) return Fail(kExitHost, session.status());
  if (flags.details.instructions || limits->instructions.has_value()) {
    const absl::Status countable = (*session)->sandbox().CheckInstructionCounter();
    if (!countable.ok()) return Fail(kExitHost, countable);
  }
  const int cpus = static_cast<int>((*session)->sandbox().cpus().size());
  if (flags.jobs > cpus) {
    return Fail(kExitUsage, absl::InvalidArgumentError(absl::StrCat(
                                "--jobs: \"", flags.jobs, "\" is more than the ", cpus,
                                " cpus that runs can be timed on; use at most ", cpus)));
  }
  const Submission submission = {.source = *std::move(source), .language = *language};
  if (!problem->tests.empty()) return JudgeOnTests(flags, submission, *problem, **session);
  absl::StatusOr<std::unique_ptr<InputFeed>> feed = OpenInput(flags.problem.input);
  if (!feed.ok()) return Fail(ExitCodeOfArgument(feed.status()), feed.status());
  return RunOnInput(flags, submission, *problem, *limits, **feed, **session);
}

}  // namespace assay::judge
