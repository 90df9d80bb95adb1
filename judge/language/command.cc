#include "judge/language/command.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace assay::judge {
namespace {

// The length of a "{name}" at the start of `text`, or 0.
size_t VariableLength(absl::string_view text) {
  size_t i = 1;
  while (i < text.size() && (absl::ascii_islower(text[i]) || text[i] == '_')) ++i;
  return i > 1 && i < text.size() && text[i] == '}' ? i + 1 : 0;
}

}  // namespace

absl::StatusOr<std::string> ExpandArgument(absl::string_view argument,
                                           const CommandVariables& variables) {
  std::string expanded;
  while (!argument.empty()) {
    const size_t length = argument.front() == '{' ? VariableLength(argument) : 0;
    if (length == 0) {
      expanded.push_back(argument.front());
      argument.remove_prefix(1);
      continue;
    }
    const std::string name(argument.substr(1, length - 2));
    const auto variable = variables.find(name);
    if (variable == variables.end()) {
      return absl::InvalidArgumentError(absl::StrCat("unknown variable {", name, "}"));
    }
    expanded += variable->second;
    argument.remove_prefix(length);
  }
  return expanded;
}

bool MatchesPattern(absl::string_view name, absl::string_view pattern) {
  const size_t star = pattern.find('*');
  if (star == absl::string_view::npos) return name == pattern;
  if (!absl::StartsWith(name, pattern.substr(0, star))) return false;
  name.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  // Greedy from the left: each middle part at its first place, the last part at the end.
  while (true) {
    const size_t next = pattern.find('*');
    if (next == absl::string_view::npos) return absl::EndsWith(name, pattern);
    const size_t place = name.find(pattern.substr(0, next));
    if (place == absl::string_view::npos) return false;
    name.remove_prefix(place + next);
    pattern.remove_prefix(next + 1);
  }
}

}  // namespace assay::judge
