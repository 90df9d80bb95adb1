#include "judge/cli/problem_flags.h"

#include <memory>
#include <utility>

#include "judge/cli/verb.h"

namespace assay::judge {
namespace {

constexpr char kHelp[] = "Store, list and delete the problems that a server has.";

constexpr char kFooter[] =
    R"(Needs a server, and for `put` and `delete` the role of an admin. A folder is packed on the way; an
archive (tar, also compressed, or zip) is sent as it is.

Exit code: 0 done, 2 usage or a package that is no good, 4 the server's fault.

Examples:
  sandbox_cli problem put problems/aplusb --id aplusb
  sandbox_cli problem list --format json
  sandbox_cli submit a.cpp --problem-id aplusb)";

}  // namespace

CLI::App* AddProblemCommand(CLI::App* app, std::function<void(const ProblemCommandFlags&)> act) {
  using Verb = ProblemCommandFlags::Verb;
  CLI::App* const command = app->add_subcommand("problem", kHelp);
  command->footer(kFooter);
  command->require_subcommand(1);
  const auto flags = std::make_shared<ProblemCommandFlags>();
  const auto add = [&](const char* name, Verb verb, const char* help) {
    return AddVerb(command, name, verb, help, flags, act);
  };
  CLI::App* const put = add("put", Verb::kPut, "Store a package, in place of one of the same id");
  put->add_option("PACKAGE", flags->package, "Folder, or tar or zip archive")
      ->type_name("")
      ->required();
  put->add_option("--id", flags->id, "What submissions call it")->type_name("ID")->required();
  add("list", Verb::kList, "List all by id");
  CLI::App* const remove = add("delete", Verb::kDelete, "Forget a problem");
  remove->add_option("ID", flags->id, "What submissions call it")->type_name("")->required();
  return command;
}

}  // namespace assay::judge
