#include "judge/cli/verify_flags.h"

#include <map>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "judge/cli/limit_flags.h"
#include "judge/cli/units.h"
#include "judge/problem/glob.h"

namespace assay::judge {
namespace {

constexpr char kHelp[] =
    "Check problem packages: their data by their validators, their submissions by what is expected "
    "of them.";

constexpr char kFooter[] =
    R"(Every package is read, its input validators run on its inputs and its output validators on its
answers; its submissions are judged on all tests, and compared with what their folders,
submissions.yaml, @EXPECTED_RESULTS@ or tags say. Each difference is told with the test and what came
instead.

Where the package gives no time limit it is computed as its format says: those that must not be too
slow run first, with a minute of cpu time. Those that must be too slow run past the limit as far as the
format's margin goes. Languages' multipliers (see policies/languages) are taken out of the times that
are compared, and are in the limit that a submission is judged by.

Several packages are verified one after the other, whatever is wrong with one of them.

Exit code: 0 all is well, but for warnings; 1 a submission or a time limit is not as expected, 2 usage,
3 a package is at fault, 4 the host's fault, or what Assay does not do yet. The greatest counts.

Examples:
  sandbox_cli verify problems/aplusb
  sandbox_cli verify problems/* --format junit > verify.xml
  sandbox_cli verify problems/maxflow --only 'accepted/*' --only '*/slow.{cpp,py}'
  sandbox_cli verify problems/maxflow --no-submissions)";

void AddOnlyFlag(CLI::App* command, VerifyFlags* flags) {
  command
      ->add_option_function<std::string>(
          "--only",
          [flags](const std::string& text) {
            const absl::StatusOr<std::vector<std::string>> patterns = ExpandBraces(text);
            if (!patterns.ok()) {
              throw CLI::ValidationError("--only", std::string(patterns.status().message()));
            }
            flags->options.only.push_back(text);
          },
          "Submissions to judge, by their names, as submissions.yaml matches them; may be given "
          "several times")
      ->type_name("GLOB")
      ->trigger_on_parse()
      ->take_all();
}

}  // namespace

CLI::App* AddVerifyFlags(CLI::App* app, std::function<void(const VerifyFlags&)> act) {
  CLI::App* command = app->add_subcommand("verify", kHelp);
  command->footer(kFooter);
  const auto flags = std::make_shared<VerifyFlags>();
  command->add_option("PACKAGE", flags->packages, "Problem packages")->type_name("")->required();
  AddOnlyFlag(command, flags.get());
  command->add_flag_callback(
      "--no-submissions", [flags = flags.get()] { flags->options.submissions = false; },
      "Check the package's data alone");
  command
      ->add_option_function<std::string>(
          "--time-limit",
          [flags = flags.get()](const std::string& text) {
            const absl::StatusOr<absl::Duration> limit = ParseDuration(text);
            if (!limit.ok() || *limit < absl::Milliseconds(1) || *limit > absl::Hours(1)) {
              throw CLI::ValidationError(
                  "--time-limit",
                  limit.ok() ? "must be 1ms to 1h" : std::string(limit.status().message()));
            }
            flags->options.time_limit = *limit;
          },
          "Cpu time of a test, in place of the package's, before languages' multipliers")
      ->type_name("TIME");
  AddJobsFlag(command,
              "Tests run at once, each on a cpu of its own; as many as there are cpus if not given",
              &flags->options.jobs);
  AddRerunsFlag(command, &flags->options.max_reruns);
  command
      ->add_option(
          "--include", flags->include_folders,
          "Folder with headers for the packages' programs, such as testlib.h; may be given "
          "several times")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory)
      ->expected(1)
      ->take_all();
  AddCompileCacheFlag(command, &flags->compile_cache);
  AddWeakenFlag(command, &flags->sandbox.accepted_weaknesses);
  command
      ->add_option_function<std::string>(
          "--format",
          [flags = flags.get()](const std::string& text) {
            static const auto* const kFormats = new std::map<std::string, VerifyFlags::Format>{
                {"text", VerifyFlags::Format::kText},
                {"json", VerifyFlags::Format::kJson},
                {"junit", VerifyFlags::Format::kJunit}};
            flags->format = kFormats->at(text);
          },
          "Form of the report")
      ->check(CLI::IsMember({"text", "json", "junit"}))
      ->type_name("");
  command->callback([flags, act = std::move(act)] { act(*flags); });
  return command;
}

}  // namespace assay::judge
