#include "judge/cli/host_flags.h"

#include <memory>
#include <utility>

#include "judge/cli/limit_flags.h"

namespace assay::judge {
namespace {

constexpr char kDoctorHelp[] = "Say what the host offers, and for each missing thing the fix.";

constexpr char kDoctorFooter[] =
    R"(Changes nothing. Jails never run with less isolation than this list's required features give, but
for what is accepted by its name with --weaken, here and with each command that makes jails.
Exit code: 0 when they are all there or accepted, 4 otherwise. With a server: the server's host.)";

constexpr char kLanguagesHelp[] = "List the languages and their toolchains.";

constexpr char kLanguagesFooter[] =
    R"(The version is what the toolchain says in a jail, where compilers run; where there can be
none it is left out. Exit code: 0, also when a toolchain is missing. With a server: the server's.)";

template <typename Flags>
CLI::App* AddCommand(CLI::App* app, const char* name, const char* help, const char* footer,
                     std::function<void(const Flags&)> act) {
  CLI::App* command = app->add_subcommand(name, help);
  command->footer(footer);
  const auto flags = std::make_shared<Flags>();
  AddWeakenFlag(command, &flags->accepted);
  AddFormatFlag(command, &flags->json);
  command->callback([flags, act = std::move(act)] { act(*flags); });
  return command;
}

}  // namespace

CLI::App* AddDoctorCommand(CLI::App* app, std::function<void(const DoctorFlags&)> act) {
  return AddCommand(app, "doctor", kDoctorHelp, kDoctorFooter, std::move(act));
}

CLI::App* AddLanguagesCommand(CLI::App* app, std::function<void(const LanguagesFlags&)> act) {
  return AddCommand(app, "languages", kLanguagesHelp, kLanguagesFooter, std::move(act));
}

}  // namespace assay::judge
