#ifndef ASSAY_JUDGE_CLI_VERB_H_
#define ASSAY_JUDGE_CLI_VERB_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "judge/cli/limit_flags.h"

namespace assay::judge {

// Adds to `command` what can be done by it: `name`, with --format. When that is typed, `flags`,
// which have members `verb` and `json`, are told so, and `act` is called with them.
template <typename Flags>
CLI::App* AddVerb(CLI::App* command, const char* name, typename Flags::Verb verb, const char* help,
                  const std::shared_ptr<Flags>& flags,
                  const std::function<void(const Flags&)>& act) {
  CLI::App* const added = command->add_subcommand(name, help);
  AddFormatFlag(added, &flags->json);
  added->callback([verb, flags, act] {
    flags->verb = verb;
    act(*flags);
  });
  return added;
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_VERB_H_
