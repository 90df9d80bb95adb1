#include "judge/cli/batch_flags.h"

#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/cli/limit_flags.h"

namespace assay::judge {
namespace {

constexpr int64_t kMostK = 1'000'000;

constexpr char kHelp[] = "Judge many submissions, with results in a file that can be gone on with.";

constexpr char kFooter[] =
    R"(INPUT is a folder, in which each file with a language's ending is a submission, a source file, or
a JSONL of submissions (FILE.jsonl, or - for standard input), one a line:

  {"id": "alice-1", "problem": "aplusb", "language": "cpp17", "source": "int main() ..."}

In place of source: source_file (a path below the JSONL's folder), or sources, a list of {name,
source} with the main file first. problem may be left out where there is one, language where a file's
ending tells it; time_limit_seconds and memory_limit_bytes hold for one submission. A file is judged
on every problem.

With --set, INPUT is a file of tasks in the form of HumanEval or MBPP, and --completions names a JSONL
of {task_id, completion | completions | solution}; the verdict says whether the task's tests passed,
and pass@k is estimated without bias. See docs/batch.md for what a completion could cheat at.

Results go to standard output or to --output as JSONL, a line for each submission as soon as it is
judged: {index, id, problem, origin, judgement, ...}, where the judgement is that of `submit --format
json`. A batch that was stopped, in whatever way, goes on with the same command and --resume.

With --server the submissions are judged there, and all else is as here: results, --resume, --memo,
reports. A package of tests and limits alone goes along with each submission; others are stored with
`sandbox_cli problem put`, and named by --problem-id.

Exit code: 0 all was judged (whatever the verdicts), 1 with --fail-on-rejected: something was not
accepted, 2 usage, or submissions that are no good (they have a line with `error`), 3 a problem's
fault, 4 the host's fault; 130 and 143 stopped by a signal.

Examples:
  sandbox_cli batch --problem problems/aplusb submissions/ --output results.jsonl --html report.html
  sandbox_cli batch --problem a --problem b=problems/b-final today.jsonl --output r.jsonl --resume
  sandbox_cli batch --server judge:4873 --problem-id aplusb submissions/ --output r.jsonl
  sandbox_cli batch --set humaneval HumanEval.jsonl --completions samples.jsonl --output r.jsonl)";

constexpr char kReportHelp[] = "Make reports of a batch's results.";

constexpr char kReportFooter[] =
    R"(Without a report to make, the totals are printed alone. The results may be those of a batch that
still runs.

Examples:
  sandbox_cli report results.jsonl --html report.html --csv results.csv --junit junit.xml)";

void AddReportFlags(CLI::App* command, ReportPaths* reports) {
  const char* const group = "Reports";
  command->add_option("--html", reports->html, "A page with table, plots and evidence")
      ->type_name("FILE")
      ->group(group);
  command->add_option("--csv", reports->csv, "A line for each submission")
      ->type_name("FILE")
      ->group(group);
  command->add_option("--junit", reports->junit, "JUnit's XML, for continuous integration")
      ->type_name("FILE")
      ->group(group);
}

void AddKFlag(CLI::App* command, std::vector<int64_t>* ks) {
  command->add_option("--k", *ks, "Numbers of samples that pass@k is estimated for")
      ->type_name("K,...")
      ->delimiter(',')
      ->check(CLI::Range(int64_t{1}, kMostK))
      ->allow_extra_args(false)
      ->default_str("1,10,100");
}

void AddInputFlags(CLI::App* command, BatchFlags* flags) {
  command
      ->add_option("INPUT", flags->inputs,
                   "Folders, source files, JSONL of submissions; or a file of tasks")
      ->type_name("")
      ->required();
  command
      ->add_option("--problem", flags->problems,
                   "Problem package; its name in the input is NAME, or else the folder's")
      ->type_name("[NAME=]DIR")
      ->allow_extra_args(false);
  command
      ->add_option("--problem-id", flags->problem_ids,
                   "With --server: a package that is stored there")
      ->type_name("[NAME=]ID[@DIGEST]")
      ->allow_extra_args(false);
  command
      ->add_option("--language", flags->language,
                   "Language of submissions that don't say; after the file's ending if not given")
      ->type_name("ID");
  command->add_flag("--strict", flags->strict,
                    "Refuse an input with a submission that is no good, before anything is judged");
}

void AddSetFlags(CLI::App* command, BatchFlags* flags) {
  const char* const group = "Code evaluation";
  static const std::map<std::string, EvaluationKind> kKinds = {
      {"humaneval", EvaluationKind::kHumanEval}, {"mbpp", EvaluationKind::kMbpp}};
  CLI::Option* const set =
      command
          ->add_option_function<std::string>(
              "--set", [flags](const std::string& name) { flags->set = kKinds.at(name); },
              "INPUT is a file of tasks")
          ->check(CLI::IsMember({"humaneval", "mbpp"}))
          ->type_name("")
          ->group(group);
  command
      ->add_option("--completions", flags->completions,
                   "JSONL of samples; the canonical solutions if not given")
      ->type_name("FILE")
      ->needs(set)
      ->group(group);
  command
      ->add_flag("--same-process", flags->same_process,
                 "Python: load tests and completion into one process, where it can cheat")
      ->needs(set)
      ->group(group);
  AddKFlag(command, &flags->ks);
  command->get_option("--k")->group(group);
  set->excludes(command->get_option("--problem"));
  set->excludes(command->get_option("--problem-id"));
}

void AddResultFlags(CLI::App* command, BatchFlags* flags) {
  const char* const group = "Results";
  static const std::map<std::string, SyncPolicy> kPolicies = {
      {"each", SyncPolicy::kEach}, {"second", SyncPolicy::kSecond}, {"end", SyncPolicy::kEnd}};
  CLI::Option* const output =
      command
          ->add_option("--output", flags->output, "File of results; standard output if not given")
          ->type_name("FILE.jsonl")
          ->group(group);
  command->add_flag("--resume", flags->resume, "Go on with the results that the file has")
      ->needs(output)
      ->group(group);
  command
      ->add_option_function<std::string>(
          "--sync", [flags](const std::string& name) { flags->sync = kPolicies.at(name); },
          "When results are forced to the disk, for the case that the power fails")
      ->check(CLI::IsMember({"each", "second", "end"}))
      ->type_name("")
      ->default_str("second")
      ->group(group);
  command
      ->add_option("--memo", flags->memo,
                   "Judge identical submissions once, and remember judgements in this file")
      ->type_name("FILE")
      ->group(group);
  command
      ->add_flag("--fail-on-rejected", flags->fail_on_rejected,
                 "Exit with 1 when a submission was not accepted")
      ->group(group);
  command->add_flag("--quiet", flags->quiet, "Show no progress and no totals")->group(group);
  AddReportFlags(command, &flags->reports);
  for (const char* report : {"--html", "--csv", "--junit"}) {
    command->get_option(report)->needs(output);
  }
}

}  // namespace

NamedArgument SplitNamed(const std::string& argument) {
  const size_t equals = argument.find('=');
  if (equals == std::string::npos) return {.name = std::nullopt, .value = argument};
  return {.name = argument.substr(0, equals), .value = argument.substr(equals + 1)};
}

CLI::App* AddBatchCommand(CLI::App* app, std::function<void(const BatchFlags&)> act) {
  CLI::App* const command = app->add_subcommand("batch", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<BatchFlags>();
  AddInputFlags(command, flags.get());
  AddLimitFlags(command, &flags->limits);
  AddCompileTimeLimitFlag(command, &flags->compile_time_limit);
  AddSetFlags(command, flags.get());
  AddResultFlags(command, flags.get());
  command->add_flag("--all-tests", flags->all_tests, "Run the tests after the first failure too");
  AddJobsFlag(
      command,
      "Submissions judged at once, each on a cpu of its own; as many as there are cpus if not "
      "given",
      &flags->jobs);
  AddRerunsFlag(command, &flags->max_reruns);
  AddCompileCacheFlag(command, &flags->compile_cache);
  AddWeakenFlag(command, &flags->sandbox.accepted_weaknesses);
  command->callback([flags, act = std::move(act)] { act(*flags); });
  return command;
}

CLI::App* AddReportCommand(CLI::App* app, std::function<void(const ReportFlags&)> act) {
  CLI::App* const command = app->add_subcommand("report", kReportHelp);
  command->footer(kReportFooter);
  const auto flags = std::make_shared<ReportFlags>();
  command->add_option("RESULTS", flags->results, "What `batch` has written")
      ->type_name("")
      ->required();
  AddReportFlags(command, &flags->reports);
  AddKFlag(command, &flags->ks);
  command->callback([flags, act = std::move(act)] { act(*flags); });
  return command;
}

}  // namespace assay::judge
