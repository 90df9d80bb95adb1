#include "judge/cli/submissions_flags.h"

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/cli/verb.h"

namespace assay::judge {
namespace {

constexpr char kHelp[] = "List, show, cancel and rejudge the submissions that a server keeps.";

constexpr char kFooter[] =
    R"(Needs a server. A client sees its own submissions, an admin all; rejudging is for admins.

Exit code: 0 done (of `show`: the verdict's, as of submit), 2 usage or no such submission, 4 the
server's fault.

Examples:
  sandbox_cli submissions list --verdict wrong_answer --limit 20
  sandbox_cli submissions show ID --format json
  sandbox_cli submissions rejudge --problem-id aplusb --current-package)";

// An option whose values are those of an enum, without the prefix of its names.
template <typename Enum>
void AddEnum(CLI::App* command, const char* flag, const char* help, const char* type,
             const std::string& prefix, bool (*parse)(const std::string&, Enum*), Enum* target) {
  command
      ->add_option_function<std::string>(
          flag,
          [=](const std::string& text) {
            if (!parse(absl::StrCat(prefix, absl::AsciiStrToUpper(text)), target) ||
                *target == Enum(0)) {
              throw CLI::ValidationError(flag, absl::StrCat("\"", text, "\" is no ", type));
            }
          },
          help)
      ->type_name(type);
}

void AddListFlags(CLI::App* list, SubmissionsFlags* flags) {
  AddEnum<::judge::v1::SubmissionState>(
      list, "--state", "queued, running, finished, cancelled or failed", "STATE",
      "SUBMISSION_STATE_",
      [](const std::string& name, ::judge::v1::SubmissionState* state) {
        return ::judge::v1::SubmissionState_Parse(name, state);
      },
      &flags->state);
  AddEnum<::judge::v1::Verdict>(
      list, "--verdict", "Such as wrong_answer", "VERDICT", "VERDICT_",
      [](const std::string& name, ::judge::v1::Verdict* verdict) {
        return ::judge::v1::Verdict_Parse(name, verdict);
      },
      &flags->verdict);
  list->add_option("--language", flags->language, "Language id")->type_name("ID");
  list->add_option("--problem-id", flags->problem_id, "Stored problem")->type_name("ID");
  list->add_option("--client", flags->client, "For admins: whose")->type_name("NAME");
  list->add_option("--limit", flags->limit, "How many at most, the newest first")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
}

}  // namespace

CLI::App* AddSubmissionsCommand(CLI::App* app, std::function<void(const SubmissionsFlags&)> act) {
  using Verb = SubmissionsFlags::Verb;
  CLI::App* const command = app->add_subcommand("submissions", kHelp);
  command->footer(kFooter);
  command->require_subcommand(1);
  const auto flags = std::make_shared<SubmissionsFlags>();
  const auto add = [&](const char* name, Verb verb, const char* help) {
    return AddVerb(command, name, verb, help, flags, act);
  };
  AddListFlags(add("list", Verb::kList, "List the newest"), flags.get());
  add("show", Verb::kShow, "Show one with its judgement")
      ->add_option("ID", flags->ids, "Submission")
      ->type_name("")
      ->expected(1)
      ->required();
  add("cancel", Verb::kCancel, "Cancel one, unless it has ended")
      ->add_option("ID", flags->ids, "Submission")
      ->type_name("")
      ->expected(1)
      ->required();
  CLI::App* const rejudge =
      add("rejudge", Verb::kRejudge, "Judge again, and tell whose verdicts changed");
  CLI::Option* const ids = rejudge->add_option("ID", flags->ids, "Submissions")->type_name("");
  rejudge->add_option("--problem-id", flags->problem_id, "All finished ones to this problem")
      ->type_name("ID")
      ->excludes(ids);
  rejudge->add_flag("--current-package", flags->current_package,
                    "With the package that the problem has now");
  return command;
}

}  // namespace assay::judge
