#include "judge/cli/submit_flags.h"

#include <memory>
#include <utility>

#include "judge/cli/limit_flags.h"

namespace assay::judge {
namespace {

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

With a server (see `sandbox_cli --help`) the tests travel with the submission, or are those of a
problem that the server has. Input is then read to its end before the program runs, and of the
output the first 64 KiB are shown, with what could drive a terminal made visible. The server goes on
when the connection breaks, and we with it when it is back; interrupting cancels.

Exit code: 0 accepted (or ran and exited with 0), 1 another verdict, 2 usage, 3 the problem's fault,
4 the host's or the server's fault.

Examples:
  sandbox_cli submit a.cpp --problem problems/aplusb
  sandbox_cli submit main.cpp graph.cpp graph.h --problem problems/maxflow
  sandbox_cli submit a.py --tests tests/ --time-limit 500ms --all-tests
  sandbox_cli submit Main.java --input 1.in --answer 1.ans --format json
  echo 1 2 | sandbox_cli submit a.c)";

}  // namespace

CLI::App* AddSubmitCommand(CLI::App* app, std::function<void(const SubmitFlags&)> act) {
  CLI::App* command = app->add_subcommand("submit", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<SubmitFlags>();
  command
      ->add_option("SOURCE", flags->sources,
                   "Source files: the main one first, then those that it needs")
      ->type_name("")
      ->required();
  command
      ->add_option(
          "--language", flags->language,
          "Language id (see `sandbox_cli languages`); after the file's ending if not given")
      ->type_name("ID");
  command
      ->add_option("--image", flags->image,
                   "Compile and run with the toolchain in an image (see sandbox_cli image --help) "
                   "instead of the host's")
      ->type_name("IMAGE");
  CLI::Option* problem =
      command->add_option("--problem", flags->problem.problem, "Problem package")->type_name("DIR");
  CLI::Option* problem_id =
      command
          ->add_option("--problem-id", flags->problem.id,
                       "Problem that the server has; the digest chooses one of its packages")
          ->type_name("ID[@DIGEST]");
  CLI::Option* tests =
      command
          ->add_option("--tests", flags->problem.tests, "Folder of NAME.in with NAME.ans or .out")
          ->type_name("DIR");
  CLI::Option* input =
      command->add_option("--input", flags->problem.input, "One input")->type_name("FILE");
  command->add_option("--answer", flags->problem.answer, "The answer for --input")
      ->type_name("FILE")
      ->needs(input);
  problem->excludes(problem_id)->excludes(tests)->excludes(input);
  problem_id->excludes(tests)->excludes(input);
  tests->excludes(input);
  AddLimitFlags(command, &flags->limits);
  AddCompileTimeLimitFlag(command, &flags->compile_time_limit);
  AddDetailFlags(command, &flags->details);
  AddIncludeFlag(command, &flags->include_folders);
  command->add_flag("--all-tests", flags->all_tests, "Run the tests after the first failure too");
  command->add_flag("--transcript", flags->transcript,
                    "Keep what the program of an interactive problem and its interactor say");
  AddJobsFlag(command,
              "Tests run at once, each on a cpu of its own; as many as there are cpus if not given",
              &flags->jobs);
  AddRerunsFlag(command, &flags->max_reruns);
  AddCompileCacheFlag(command, &flags->compile_cache);
  AddWeakenFlag(command, &flags->sandbox.accepted_weaknesses);
  AddFormatFlag(command, &flags->json);
  command->callback([flags, act = std::move(act)] { act(*flags); });
  return command;
}

}  // namespace assay::judge
