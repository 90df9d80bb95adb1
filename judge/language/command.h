#ifndef ASSAY_JUDGE_LANGUAGE_COMMAND_H_
#define ASSAY_JUDGE_LANGUAGE_COMMAND_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// The variables that a command of a language may use, in braces: {source}.
using CommandVariables = std::map<std::string, std::string>;

// One argument with its variables replaced. A brace that does not enclose a lower-case name stands
// for itself; an unknown name is INVALID_ARGUMENT.
absl::StatusOr<std::string> ExpandArgument(absl::string_view argument,
                                           const CommandVariables& variables);

// The variables that stand for any number of arguments: {sources}.
using CommandLists = std::map<std::string, std::vector<std::string>>;

// Each argument of `command`. One that is a list's name in braces and nothing else becomes the
// list's elements; every other stays one argument.
template <typename Command>
absl::StatusOr<std::vector<std::string>> ExpandCommand(const Command& command,
                                                       const CommandVariables& variables,
                                                       const CommandLists& lists = {}) {
  std::vector<std::string> argv;
  for (const std::string& argument : command) {
    if (argument.size() > 2 && argument.front() == '{' && argument.back() == '}') {
      const auto list = lists.find(argument.substr(1, argument.size() - 2));
      if (list != lists.end()) {
        argv.insert(argv.end(), list->second.begin(), list->second.end());
        continue;
      }
    }
    absl::StatusOr<std::string> expanded = ExpandArgument(argument, variables);
    if (!expanded.ok()) return expanded.status();
    argv.push_back(*std::move(expanded));
  }
  return argv;
}

// Whether `name` matches `pattern`, in which * stands for any characters.
bool MatchesPattern(absl::string_view name, absl::string_view pattern);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_COMMAND_H_
