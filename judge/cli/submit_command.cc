#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/input_feed.h"
#include "judge/cli/limit_flags.h"
#include "judge/cli/progress.h"
#include "judge/cli/session.h"
#include "judge/cli/standard_streams.h"
#include "judge/cli/submit_problem.h"
#include "judge/cli/text_report.h"
#include "judge/cli/units.h"
#include "judge/evaluate/compile.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/evaluator.h"
#include "judge/evaluate/test_runner.h"
#include "judge/language/language_store.h"
#include "judge/language/source.h"
#include "proto/judge/v1/judgement.pb.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::Language;
using ::judge::v1::TestResult;

struct SubmitFlags {
  std::string source;
  std::string language;
  ProblemFlags problem;
  LimitOverrides limits;
  std::optional<absl::Duration> compile_time_limit;
  sandbox::SandboxOptions sandbox;
  sandbox::RunDetails details;
  bool all_tests = false;
  int jobs = 0;
  int max_reruns = EvaluationOptions().max_reruns;
  bool json = false;
};

constexpr int kMostReruns = 20;

constexpr char kHelp[] = "Compile a program in a jail, run it on tests, and give the verdict.";

constexpr char kFooter[] =
    R"(Tests come from a problem package, a folder of NAME.in with NAME.ans (or NAME.out), or one input
with its answer. Limits are the package's, or 2s, 256MiB and 64MiB, times what the language gets
(see policies/languages); a limit given here holds as it is, except that a runtime's own memory
comes on top.

A test whose cpu time is within its uncertainty of the limit is run again; the run with the least
cpu time counts, and the report says so. Input that is not a test's file is read once.

Without an answer the program runs once, on --input or on standard input: its output goes to
standard output, the report to standard error. With --format json the report is the only thing on
standard output, with the first 64 KiB of the program's output in it.

Exit code: 0 accepted (or ran and exited with 0), 1 another verdict, 2 usage, 3 the problem's fault,
4 the host's fault.

Examples:
  sandbox_cli submit a.cpp --problem problems/aplusb
  sandbox_cli submit a.py --tests tests/ --time-limit 500ms --all-tests
  sandbox_cli submit Main.java --input 1.in --answer 1.ans --format json
  echo 1 2 | sandbox_cli submit a.c)";

// Prints a judgement that needed no run.
int Report(const Judgement& judgement, bool json, std::FILE* text_file) {
  const std::string text = json ? JsonText(judgement)
                                : absl::StrCat(CompileText(judgement.compile()),
                                               SummaryLine(judgement, WantsColor(text_file)));
  std::fputs(text.c_str(), json ? stdout : text_file);
  return ExitCodeOf(judgement.verdict());
}

int ReportProblemFault(const absl::Status& status, const Language& language, bool json) {
  Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  judgement.set_language(language.id());
  judgement.set_message(MakePrintableLine(status.message()));
  return Report(judgement, json, stdout);
}

// The report in the form for people has no room for memory's parts.
sandbox::RunDetails DetailsOf(const SubmitFlags& flags) {
  sandbox::RunDetails details = flags.details;
  details.memory = flags.json;
  return details;
}

int JudgeOnTests(const SubmitFlags& flags, const Submission& submission, const Problem& problem,
                 Session& session) {
  EvaluationOptions options;
  options.jobs = flags.jobs;
  options.all_tests = flags.all_tests;
  options.max_reruns = flags.max_reruns;
  options.limits = flags.limits;
  options.details = DetailsOf(flags);
  std::optional<Progress> progress;
  if (!flags.json) {
    progress.emplace(problem, flags.all_tests, stdout);
    options.events = progress->Events();
  }
  const absl::StatusOr<Judgement> judgement =
      Evaluate(session.context(), submission, problem, options);
  if (!judgement.ok()) {
    if (progress.has_value()) progress->Abandon();
    return session.Fail(kExitHost, judgement.status());
  }
  if (flags.json) return Report(*judgement, true, stdout);
  progress->Finish(*judgement);
  return ExitCodeOf(judgement->verdict());
}

absl::StatusOr<std::unique_ptr<InputFeed>> OpenInput(const std::string& path) {
  return path.empty() ? InputFeed::FromDescriptor(STDIN_FILENO) : InputFeed::FromFile(path);
}

// Text form: the streams have been passed through, so the report is what they don't say.
void PrintRunReport(const TestResult& result) {
  std::string text = VerdictText(result.verdict(), WantsColor(stderr));
  if (result.has_outcome()) absl::StrAppend(&text, "  ", OutcomeText(result.outcome()));
  if (!result.message().empty()) absl::StrAppend(&text, "  ", result.message());
  if (result.has_usage()) absl::StrAppend(&text, "  ", UsageText(result.usage()));
  std::fputs(absl::StrCat(text, "\n").c_str(), stderr);
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
    return Report(judgement, flags.json, stderr);
  }
  if (!flags.json) std::fputs(CompileText(judgement.compile()).c_str(), stderr);
  const JudgeContext context = session.context();
  const RunSetting setting = {.context = context,
                              .language = language,
                              .program = *compilation->program,
                              .limits = limits,
                              .details = DetailsOf(flags)};
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
  if (flags.json) return Report(judgement, true, stdout);
  PrintRunReport(*result);
  return ExitCodeOf(judgement.verdict());
}

int Submit(const SubmitFlags& flags) {
  const absl::StatusOr<LanguageStore> languages = LanguageStore::BuiltIn();
  if (!languages.ok()) return Fail(kExitHost, languages.status());
  const absl::StatusOr<const Language*> language =
      flags.language.empty() ? languages->Guess(flags.source) : languages->Get(flags.language);
  if (!language.ok()) {
    return Fail(kExitUsage,
                flags.language.empty()
                    ? absl::NotFoundError(absl::StrCat(
                          absl::string_view(language.status().message()), " with --language"))
                    : language.status());
  }
  absl::StatusOr<Source> source = ReadSource(flags.source);
  if (!source.ok()) return Fail(ExitCodeOfArgument(source.status()), source.status());
  absl::StatusOr<Problem> problem = LoadProblem(flags.problem);
  if (IsProblemFault(problem.status())) {
    return ReportProblemFault(problem.status(), **language, flags.json);
  }
  if (!problem.ok()) return Fail(ExitCodeOfArgument(problem.status()), problem.status());
  if (flags.compile_time_limit.has_value()) {
    problem->limits.compilation_time = flags.compile_time_limit;
  }
  const absl::StatusOr<sandbox::Limits> limits =
      PlanRunLimits(problem->limits, flags.limits, (*language)->run());
  if (IsProblemFault(limits.status())) {
    return ReportProblemFault(Annotate(limits.status(), flags.problem.problem), **language,
                              flags.json);
  }
  if (!limits.ok()) return Fail(kExitUsage, limits.status());
  if (const absl::Status installed = CheckInstalled(**language); !installed.ok()) {
    return Fail(kExitHost, installed);
  }

  const absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(flags.sandbox);
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

}  // namespace

void AddSubmitCommand(CLI::App* app, CommandAction* action) {
  CLI::App* command = app->add_subcommand("submit", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<SubmitFlags>();
  command->add_option("SOURCE", flags->source, "Source file")->type_name("")->required();
  command
      ->add_option(
          "--language", flags->language,
          "Language id (see `sandbox_cli languages`); after the file's ending if not given")
      ->type_name("ID");
  CLI::Option* problem =
      command->add_option("--problem", flags->problem.problem, "Problem package")->type_name("DIR");
  CLI::Option* tests =
      command
          ->add_option("--tests", flags->problem.tests, "Folder of NAME.in with NAME.ans or .out")
          ->type_name("DIR");
  CLI::Option* input =
      command->add_option("--input", flags->problem.input, "One input")->type_name("FILE");
  command->add_option("--answer", flags->problem.answer, "The answer for --input")
      ->type_name("FILE")
      ->needs(input);
  problem->excludes(tests)->excludes(input);
  tests->excludes(input);
  AddLimitFlags(command, &flags->limits);
  AddCompileTimeLimitFlag(command, &flags->compile_time_limit);
  AddDetailFlags(command, &flags->details);
  command->add_flag("--all-tests", flags->all_tests, "Run the tests after the first failure too");
  command
      ->add_option_function<std::string>(
          "--jobs",
          [flags = flags.get()](const std::string& text) {
            const absl::StatusOr<int> jobs = ParseCount(text);
            if (!jobs.ok()) {
              throw CLI::ValidationError("--jobs", std::string(jobs.status().message()));
            }
            flags->jobs = *jobs;
          },
          "Tests run at once, each on a cpu of its own; as many as there are cpus if not given")
      ->type_name("N");
  command
      ->add_option("--reruns", flags->max_reruns,
                   "Runs more of a test whose cpu time is too near to the limit to tell; 0: none")
      ->type_name("N")
      ->check(CLI::Range(0, kMostReruns))
      ->capture_default_str();
  AddWeakenFlag(command, &flags->sandbox.accepted_weaknesses);
  AddFormatFlag(command, &flags->json);
  command->callback([flags, action] { *action = [flags] { return Submit(*flags); }; });
}

}  // namespace assay::judge
