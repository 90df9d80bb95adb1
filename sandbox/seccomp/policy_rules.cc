#include "sandbox/seccomp/policy_rules.h"

#include <seccomp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "proto/sandbox/v1/policy.pb.h"
#include "sandbox/base/status.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/seccomp/filter.h"
#include "sandbox/seccomp/policy_parser.h"

namespace assay::sandbox {
namespace {

using ::sandbox::v1::ArgumentFilter;
using ::sandbox::v1::SeccompPolicy;
using ::sandbox::v1::SyscallGroup;

constexpr int kMaxIncludeDepth = 16;
constexpr int kMaxValues = 64;
// Conditions of which several are ANY_OF multiply.
constexpr size_t kMaxAlternatives = 256;
constexpr int kMaxErrno = 133;
constexpr absl::string_view kJail = "the jail";

// A rule, and which policy it comes from.
struct OriginRule {
  SyscallRule rule;
  std::string origin;
};

// Input as it may stand in a message.
std::string Quoted(absl::string_view text) {
  constexpr size_t kMaxBytes = 64;
  return absl::StrCat("\"", absl::CHexEscape(text.substr(0, kMaxBytes)),
                      text.size() > kMaxBytes ? "..." : "", "\"");
}

std::optional<int> SyscallNumber(const std::string& name) {
  const int number = seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, name.c_str());
  // Negative: unknown, or a call of other architectures only.
  if (number < 0) return std::nullopt;
  const std::unique_ptr<char, decltype(&std::free)> canonical(
      seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, number), &std::free);
  // A name with a NUL in it is not the name that C sees.
  if (canonical == nullptr || name != canonical.get()) return std::nullopt;
  return number;
}

std::optional<int> ErrnoNumber(absl::string_view name) {
  for (int number = 1; number <= kMaxErrno; ++number) {
    if (ErrnoName(number) == name) return number;
  }
  return std::nullopt;
}

// The alternatives of one filter: any of them may hold.
absl::StatusOr<std::vector<ArgumentCondition>> ReadFilter(const ArgumentFilter& filter) {
  using Operator = ArgumentCondition::Operator;
  if (filter.index() < 0 || filter.index() > 5) {
    return absl::InvalidArgumentError(
        absl::StrCat("argument index ", filter.index(), " is not in 0 to 5"));
  }
  const std::string argument = absl::StrCat("argument ", filter.index());
  const auto error = [&argument](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat(argument, ": ", what));
  };
  const uint64_t value = filter.value();
  const uint64_t mask = filter.mask();
  if (mask != 0 && filter.operator_() != ArgumentFilter::OPERATOR_MASKED_EQUAL) {
    return error("mask is for OPERATOR_MASKED_EQUAL only");
  }
  if (filter.values_size() != 0 && filter.operator_() != ArgumentFilter::OPERATOR_ANY_OF) {
    return error("values are for OPERATOR_ANY_OF only");
  }
  switch (filter.operator_()) {
    case ArgumentFilter::OPERATOR_EQUAL:
      return std::vector<ArgumentCondition>{{filter.index(), Operator::kEqual, value, 0}};
    case ArgumentFilter::OPERATOR_NOT_EQUAL:
      return std::vector<ArgumentCondition>{{filter.index(), Operator::kNotEqual, value, 0}};
    case ArgumentFilter::OPERATOR_MASKED_EQUAL:
      if (mask == 0) return error("OPERATOR_MASKED_EQUAL needs a mask");
      if ((value & ~mask) != 0) return error("value has bits outside mask, so it never applies");
      return std::vector<ArgumentCondition>{{filter.index(), Operator::kMaskedEqual, value, mask}};
    case ArgumentFilter::OPERATOR_ANY_OF: {
      if (filter.values_size() < 1 || filter.values_size() > kMaxValues) {
        return error(absl::StrCat("OPERATOR_ANY_OF needs 1 to ", kMaxValues, " values"));
      }
      if (value != 0) return error("OPERATOR_ANY_OF takes values, not value");
      std::vector<ArgumentCondition> alternatives;
      for (const int64_t v : filter.values()) {
        alternatives.push_back({filter.index(), Operator::kEqual, static_cast<uint64_t>(v), 0});
      }
      return alternatives;
    }
    default:
      return error("operator is missing or unknown");
  }
}

// All combinations of the filters' alternatives. One empty combination when there is no filter.
absl::StatusOr<std::vector<std::vector<ArgumentCondition>>> ReadFilters(const SyscallGroup& group) {
  std::vector<std::vector<ArgumentCondition>> combinations = {{}};
  std::set<int> indices;
  for (const ArgumentFilter& filter : group.arguments()) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<ArgumentCondition> alternatives, ReadFilter(filter));
    if (!indices.insert(filter.index()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("argument ", filter.index(), " has two conditions"));
    }
    if (combinations.size() * alternatives.size() > kMaxAlternatives) {
      return absl::InvalidArgumentError(
          absl::StrCat("more than ", kMaxAlternatives, " combinations of values"));
    }
    std::vector<std::vector<ArgumentCondition>> extended;
    for (const auto& combination : combinations) {
      for (const ArgumentCondition& alternative : alternatives) {
        extended.push_back(combination);
        extended.back().push_back(alternative);
      }
    }
    combinations = std::move(extended);
  }
  for (auto& combination : combinations) std::sort(combination.begin(), combination.end());
  return combinations;
}

absl::Status AppendGroup(const SyscallGroup& group, const std::string& origin,
                         std::vector<OriginRule>& rules) {
  if (absl::StripAsciiWhitespace(group.reason()).empty()) {
    return absl::InvalidArgumentError("has no reason: say why programs need these system calls");
  }
  if (group.syscalls().empty()) return absl::InvalidArgumentError("names no system call");
  int error_number = 0;
  if (!group.fail_with().empty()) {
    const std::optional<int> number = ErrnoNumber(group.fail_with());
    if (!number.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("fail_with ", Quoted(group.fail_with()), " is not the name of an errno"));
    }
    error_number = *number;
  }
  ASSAY_ASSIGN_OR_RETURN(const auto combinations, ReadFilters(group));
  for (const std::string& name : group.syscalls()) {
    const std::optional<int> number = SyscallNumber(name);
    if (!number.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat(Quoted(name), " is not a system call of x86-64 that libseccomp knows"));
    }
    for (const auto& conditions : combinations) {
      rules.push_back({{*number, name, conditions, error_number}, origin});
    }
  }
  return absl::OkStatus();
}

// Depth-first through the includes. `path` holds the policies under way, `done` the finished ones.
absl::Status AppendPolicy(const std::string& name, const PolicyTexts& texts,
                          std::vector<std::string>& path, std::set<std::string>& done,
                          std::vector<OriginRule>& rules) {
  if (done.contains(name)) return absl::OkStatus();
  const std::string context = absl::StrCat("seccomp policy ", Quoted(name));
  if (std::find(path.begin(), path.end(), name) != path.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat(context, " includes itself: ", absl::StrJoin(path, " -> "), " -> ", name));
  }
  if (path.size() >= kMaxIncludeDepth) {
    return absl::InvalidArgumentError(
        absl::StrCat(context, ": includes are deeper than ", kMaxIncludeDepth));
  }
  const auto text = texts.find(name);
  if (text == texts.end()) {
    return absl::InvalidArgumentError(absl::StrCat("seccomp policy ", Quoted(path.back()),
                                                   " includes ", Quoted(name),
                                                   ", which does not exist"));
  }
  const absl::StatusOr<SeccompPolicy> policy = ParsePolicy(text->second);
  if (!policy.ok()) return Annotate(policy.status(), context);
  if (absl::StripAsciiWhitespace(policy->description()).empty()) {
    return absl::InvalidArgumentError(absl::StrCat(context, ": description is missing"));
  }
  if (policy->include().empty() && policy->groups().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(context, ": has neither include nor groups"));
  }
  path.push_back(name);
  for (const std::string& included : policy->include()) {
    ASSAY_RETURN_IF_ERROR(AppendPolicy(included, texts, path, done, rules));
  }
  path.pop_back();
  for (int i = 0; i < policy->groups_size(); ++i) {
    ASSAY_RETURN_IF_ERROR(Annotate(AppendGroup(policy->groups(i), name, rules),
                                   absl::StrCat(context, ": group ", i + 1)));
  }
  done.insert(name);
  return absl::OkStatus();
}

// True when no value satisfies both. False negatives are possible, and make a policy an error.
bool Exclude(const ArgumentCondition& a, const ArgumentCondition& b) {
  using Operator = ArgumentCondition::Operator;
  if (a.op == Operator::kEqual) {
    switch (b.op) {
      case Operator::kEqual:
        return a.value != b.value;
      case Operator::kNotEqual:
        return a.value == b.value;
      case Operator::kMaskedEqual:
        return (a.value & b.mask) != b.value;
    }
  }
  if (b.op == Operator::kEqual) return Exclude(b, a);
  if (a.op == Operator::kMaskedEqual && b.op == Operator::kMaskedEqual) {
    return ((a.value ^ b.value) & a.mask & b.mask) != 0;
  }
  return false;
}

bool Disjoint(const SyscallRule& a, const SyscallRule& b) {
  for (const ArgumentCondition& left : a.conditions) {
    for (const ArgumentCondition& right : b.conditions) {
      if (left.index == right.index && Exclude(left, right)) return true;
    }
  }
  return false;
}

// Adds `added` to `rules`. What these let fail and it opens is open.
void Open(const std::vector<OriginRule>& added, std::vector<OriginRule>& rules) {
  std::erase_if(rules, [&added](const OriginRule& old) {
    return old.rule.error_number != 0 &&
           std::any_of(added.begin(), added.end(), [&old](const OriginRule& next) {
             return next.rule.number == old.rule.number && next.rule.error_number == 0 &&
                    !Disjoint(next.rule, old.rule);
           });
  });
  rules.insert(rules.end(), added.begin(), added.end());
}

std::string DescribeAction(const SyscallRule& rule) {
  return rule.error_number == 0 ? "allow"
                                : absl::StrCat("fail with ", ErrnoName(rule.error_number));
}

// Libseccomp takes contradicting rules and picks one by its own order, so they are refused here.
absl::Status CheckConflicts(absl::string_view policy, const std::vector<OriginRule>& rules) {
  for (size_t i = 0; i < rules.size(); ++i) {
    for (size_t j = i + 1; j < rules.size() && rules[j].rule.number == rules[i].rule.number; ++j) {
      const SyscallRule& a = rules[i].rule;
      const SyscallRule& b = rules[j].rule;
      if (a.error_number == b.error_number || Disjoint(a, b)) continue;
      return absl::InvalidArgumentError(absl::StrFormat(
          "seccomp policy %s: %s: \"%s\" of %s contradicts \"%s\" of %s", Quoted(policy), a.name,
          DescribeAction(a), rules[i].origin, DescribeAction(b), rules[j].origin));
    }
  }
  return absl::OkStatus();
}

// What happens between loading the filter and exec. Without these no program could be started, and
// the policy's author would see each run end in a denied call that the program never made.
absl::Status CheckStartable(absl::string_view policy, const std::vector<OriginRule>& rules) {
  for (const absl::string_view name : {"execve", "exit_group", "close", "clock_gettime"}) {
    if (std::none_of(rules.begin(), rules.end(), [name](const OriginRule& r) {
          return r.rule.name == name && r.rule.error_number == 0;
        })) {
      return absl::InvalidArgumentError(
          absl::StrCat("seccomp policy ", Quoted(policy), ": does not open ", name,
                       ", without which no program starts: include \"base\""));
    }
  }
  return absl::OkStatus();
}

bool SameCondition(const SyscallRule& a, const SyscallRule& b) {
  return a.number == b.number && a.conditions == b.conditions;
}

// Ascending, without repetitions, and without rules that an unconditional one makes void. Expects
// rules free of conflicts: then two rules that overlap do the same.
std::vector<SyscallRule> Simplify(const std::vector<OriginRule>& rules) {
  std::vector<SyscallRule> kept;
  for (const OriginRule& next : rules) {
    // The empty list of conditions sorts first; it stands where the call's other rules would.
    const bool covered =
        !kept.empty() &&
        (SameCondition(kept.back(), next.rule) ||
         (kept.back().number == next.rule.number && kept.back().conditions.empty()));
    if (!covered) kept.push_back(next.rule);
  }
  return kept;
}

// libseccomp 2.5 merges the rules of a call into one tree and goes wrong when some of them have
// several conditions and one is a NOT_EQUAL: it opens what no rule opens, or does not come to an
// end. (RandomRulesMeanWhatTheySay shows that it is right about all others.)
absl::Status CheckCompilable(absl::string_view policy, const std::vector<SyscallRule>& rules) {
  for (size_t begin = 0, end = 0; begin < rules.size(); begin = end) {
    bool several_conditions = false;
    bool not_equal = false;
    for (end = begin; end < rules.size() && rules[end].number == rules[begin].number; ++end) {
      several_conditions |= rules[end].conditions.size() > 1;
      for (const ArgumentCondition& condition : rules[end].conditions) {
        not_equal |= condition.op == ArgumentCondition::Operator::kNotEqual;
      }
    }
    if (end - begin > 1 && several_conditions && not_equal) {
      return absl::InvalidArgumentError(absl::StrCat(
          "seccomp policy ", Quoted(policy), ": ", rules[begin].name,
          " has several rules, one with several conditions and one with OPERATOR_NOT_EQUAL, which "
          "libseccomp cannot compile: name the values that are allowed"));
    }
  }
  return absl::OkStatus();
}

std::string DescribeCondition(const ArgumentCondition& condition) {
  switch (condition.op) {
    case ArgumentCondition::Operator::kEqual:
      return absl::StrFormat("arg%d == %#x", condition.index, condition.value);
    case ArgumentCondition::Operator::kNotEqual:
      return absl::StrFormat("arg%d != %#x", condition.index, condition.value);
    case ArgumentCondition::Operator::kMaskedEqual:
      return absl::StrFormat("arg%d & %#x == %#x", condition.index, condition.mask,
                             condition.value);
  }
  return "";
}

}  // namespace

absl::StatusOr<PolicyRules> LoadPolicy(absl::string_view name, const PolicyTexts& texts) {
  const std::string key(name);
  const std::vector<std::string> parts = absl::StrSplit(name, '+');
  for (const std::string& part : parts) {
    if (texts.contains(part)) continue;
    return absl::NotFoundError(absl::StrCat(
        "no seccomp policy ", Quoted(part),
        "; there are: ", absl::StrJoin(texts, ", ", [](std::string* out, const auto& entry) {
          absl::StrAppend(out, entry.first);
        })));
  }
  std::vector<OriginRule> rules;
  for (const absl::string_view call : {"recvmsg", "sendmsg"}) {
    const std::string call_name(call);
    const std::vector<ArgumentCondition> on_control = {
        {0, ArgumentCondition::Operator::kEqual, launcher::kControlDescriptor, 0}};
    rules.push_back(
        {{SyscallNumber(call_name).value(), call_name, on_control, 0}, std::string(kJail)});
  }
  for (const std::string& part : parts) {
    std::vector<OriginRule> added;
    std::vector<std::string> path;
    std::set<std::string> done;
    ASSAY_RETURN_IF_ERROR(AppendPolicy(part, texts, path, done, added));
    Open(added, rules);
  }
  std::stable_sort(rules.begin(), rules.end(), [](const OriginRule& a, const OriginRule& b) {
    return std::tie(a.rule.number, a.rule.conditions) < std::tie(b.rule.number, b.rule.conditions);
  });
  ASSAY_RETURN_IF_ERROR(CheckConflicts(name, rules));
  ASSAY_RETURN_IF_ERROR(CheckStartable(name, rules));
  PolicyRules policy{key, Simplify(rules)};
  ASSAY_RETURN_IF_ERROR(CheckCompilable(name, policy.rules));
  return policy;
}

std::string DescribePolicy(const PolicyRules& policy) {
  std::vector<const SyscallRule*> rules;
  for (const SyscallRule& rule : policy.rules) rules.push_back(&rule);
  std::stable_sort(rules.begin(), rules.end(),
                   [](const SyscallRule* a, const SyscallRule* b) { return a->name < b->name; });
  std::string text;
  for (const SyscallRule* rule : rules) {
    absl::StrAppend(&text, rule->name, rule->conditions.empty() ? "" : " if ",
                    absl::StrJoin(rule->conditions, " and ",
                                  [](std::string* out, const ArgumentCondition& condition) {
                                    absl::StrAppend(out, DescribeCondition(condition));
                                  }),
                    ": ", DescribeAction(*rule), "\n");
  }
  return text;
}

}  // namespace assay::sandbox
