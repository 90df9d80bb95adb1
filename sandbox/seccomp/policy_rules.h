#ifndef ASSAY_SANDBOX_SECCOMP_POLICY_RULES_H_
#define ASSAY_SANDBOX_SECCOMP_POLICY_RULES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::sandbox {

// A condition on one argument of a system call, over all 64 bits of the register.
struct ArgumentCondition {
  enum class Operator { kEqual, kNotEqual, kMaskedEqual };
  int index = 0;
  Operator op = Operator::kEqual;
  uint64_t value = 0;
  // kMaskedEqual: (argument & mask) == value.
  uint64_t mask = 0;
  friend auto operator<=>(const ArgumentCondition&, const ArgumentCondition&) = default;
};

// One way in which a system call is opened.
struct SyscallRule {
  // Number on x86-64, and its name.
  int number = 0;
  std::string name;
  // All must hold. Ascending by index, at most one for each.
  std::vector<ArgumentCondition> conditions;
  // 0: the call is executed; otherwise it fails with this errno.
  int error_number = 0;
};

// A policy with everything that it includes, checked. Calls without a rule that applies are denied.
struct PolicyRules {
  std::string name;
  // Ascending by number. Of two rules for a call that can apply at once, both do the same.
  std::vector<SyscallRule> rules;
};

// The policies that exist: name -> textproto of sandbox.v1.SeccompPolicy.
using PolicyTexts = std::map<std::string, std::string>;

// Reads policy `name`, or several together ("run+network"), of which a later one opens what an
// earlier one lets fail, and what they include, and adds what a jail needs of its own: messages
// over kControlDescriptor. NOT_FOUND when there is no such policy; INVALID_ARGUMENT names the
// policy, the line of a syntax error, and what is wrong.
absl::StatusOr<PolicyRules> LoadPolicy(absl::string_view name, const PolicyTexts& texts);

// What a policy opens, a line for each rule in the order of the system calls' names, for review:
// "clone if arg0 & 0x7e020000 == 0: allow".
std::string DescribePolicy(const PolicyRules& policy);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SECCOMP_POLICY_RULES_H_
