// The policies of policies/seccomp: what the compiled filters do is what the texts say, and what
// the texts say is what the reviewed listings say.

#include "policies/seccomp/policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policies/seccomp/golden.h"
#include "sandbox/base/status.h"
#include "sandbox/seccomp/bpf_interpreter.h"
#include "sandbox/seccomp/policy_compiler.h"
#include "sandbox/seccomp/policy_parser.h"
#include "sandbox/seccomp/policy_rules.h"

namespace assay::sandbox {
namespace {

using ::sandbox::v1::ArgumentFilter;
using ::sandbox::v1::SyscallGroup;

constexpr int kSyscallNumbers = 600;
constexpr int kX32Bit = 0x40000000;
constexpr uint32_t kDeny = SECCOMP_RET_USER_NOTIF;

PolicyTexts Texts() {
  PolicyTexts texts;
  for (size_t i = 0; i < policies::kSeccompPoliciesCount; ++i) {
    texts.emplace(policies::kSeccompPolicies[i].first, policies::kSeccompPolicies[i].second);
  }
  return texts;
}

// The groups of a policy and of all that it includes, read without the code under test but for the
// syntax.
void CollectGroups(const std::string& name, std::vector<SyscallGroup>& groups) {
  const auto policy = ParsePolicy(Texts().at(name));
  ASSERT_TRUE(policy.ok()) << policy.status();
  for (const std::string& included : policy->include()) CollectGroups(included, groups);
  groups.insert(groups.end(), policy->groups().begin(), policy->groups().end());
}

bool Holds(const ArgumentFilter& filter, const uint64_t* arguments) {
  const uint64_t argument = arguments[filter.index()];
  const uint64_t value = filter.value();
  switch (filter.operator_()) {
    case ArgumentFilter::OPERATOR_EQUAL:
      return argument == value;
    case ArgumentFilter::OPERATOR_NOT_EQUAL:
      return argument != value;
    case ArgumentFilter::OPERATOR_MASKED_EQUAL:
      return (argument & filter.mask()) == value;
    default:
      for (const int64_t v : filter.values()) {
        if (argument == static_cast<uint64_t>(v)) return true;
      }
      return false;
  }
}

std::string NativeName(int number) {
  char* const name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, number);
  const std::string result = name == nullptr ? "" : name;
  std::free(name);
  return result;
}

uint32_t Expected(const std::vector<SyscallGroup>& groups, const std::string& name,
                  const uint64_t* arguments) {
  static const std::set<std::string> messages = {"recvmsg", "sendmsg", "write"};
  if (messages.contains(name) && arguments[0] == 1000) return SECCOMP_RET_ALLOW;
  for (const SyscallGroup& group : groups) {
    bool applies = false;
    for (const std::string& syscall : group.syscalls()) applies |= syscall == name;
    for (const ArgumentFilter& filter : group.arguments()) applies &= Holds(filter, arguments);
    if (!applies) continue;
    if (group.fail_with().empty()) return SECCOMP_RET_ALLOW;
    for (uint32_t number = 1; number < 200; ++number) {
      if (ErrnoName(number) == group.fail_with()) return SECCOMP_RET_ERRNO | number;
    }
  }
  return kDeny;
}

// Values on and beside every border that the groups draw for argument `index` of a call.
std::vector<uint64_t> Probes(const std::vector<SyscallGroup>& groups, const std::string& name,
                             int index) {
  std::set<uint64_t> values = {0, 1000, ~uint64_t{0}};
  const auto add = [&values](uint64_t value) {
    values.insert({value - 1, value, value + 1, value | (uint64_t{1} << 32), value << 32});
  };
  for (const SyscallGroup& group : groups) {
    if (std::find(group.syscalls().begin(), group.syscalls().end(), name) ==
        group.syscalls().end()) {
      continue;
    }
    for (const ArgumentFilter& filter : group.arguments()) {
      if (filter.index() != index) continue;
      add(filter.value());
      for (const int64_t v : filter.values()) add(v);
      for (int bit = 0; bit < 64; ++bit) values.insert(filter.value() ^ (uint64_t{1} << bit));
    }
  }
  return {values.begin(), values.end()};
}

// Arguments with one of them varied at a time and, where groups look at more than one, with these
// varied together between the values that the groups name.
std::vector<std::array<uint64_t, 6>> ArgumentsToTry(const std::vector<SyscallGroup>& groups,
                                                    const std::string& name) {
  std::vector<std::array<uint64_t, 6>> all;
  std::map<int, std::set<uint64_t>> named;
  for (int index = 0; index < 6; ++index) {
    for (const uint64_t value : Probes(groups, name, index)) {
      all.emplace_back()[index] = value;
    }
  }
  for (const SyscallGroup& group : groups) {
    if (std::find(group.syscalls().begin(), group.syscalls().end(), name) ==
        group.syscalls().end()) {
      continue;
    }
    for (const ArgumentFilter& filter : group.arguments()) {
      std::set<uint64_t>& values = named[filter.index()];
      values.insert({static_cast<uint64_t>(filter.value()), 1000});
      for (const int64_t v : filter.values()) {
        values.insert({static_cast<uint64_t>(v), static_cast<uint64_t>(v) | uint64_t{1} << 32});
      }
    }
  }
  if (named.size() < 2) return all;
  std::vector<std::array<uint64_t, 6>> together(1);
  for (const auto& [index, values] : named) {
    std::vector<std::array<uint64_t, 6>> longer;
    for (const std::array<uint64_t, 6>& arguments : together) {
      for (const uint64_t value : values) {
        longer.push_back(arguments);
        longer.back()[index] = value;
      }
    }
    together = std::move(longer);
  }
  all.insert(all.end(), together.begin(), together.end());
  return all;
}

class PolicyTest : public ::testing::TestWithParam<std::string> {};

TEST_P(PolicyTest, FilterDoesWhatTheTextSays) {
  std::vector<SyscallGroup> groups;
  CollectGroups(GetParam(), groups);
  const auto filter = CompilePolicy(GetParam(), Texts());
  ASSERT_TRUE(filter.ok()) << filter.status();
  const auto evaluate = [&filter](uint32_t arch, int number, const uint64_t* arguments) {
    seccomp_data data{};
    data.arch = arch;
    data.nr = number;
    std::copy(arguments, arguments + 6, data.args);
    return EvaluateFilter(filter->program, data).value_or(0);
  };
  int allowed = 0;
  for (int number = 0; number <= kSyscallNumbers; ++number) {
    const std::string name = NativeName(number);
    for (const std::array<uint64_t, 6>& arguments : ArgumentsToTry(groups, name)) {
      const uint32_t expected = Expected(groups, name, arguments.data());
      allowed += expected == SECCOMP_RET_ALLOW;
      ASSERT_EQ(evaluate(AUDIT_ARCH_X86_64, number, arguments.data()), expected)
          << name << " (" << number << ") with arguments " << absl::StrJoin(arguments, ", ");
      ASSERT_EQ(evaluate(AUDIT_ARCH_X86_64, number | kX32Bit, arguments.data()), kDeny) << number;
      ASSERT_EQ(evaluate(AUDIT_ARCH_I386, number, arguments.data()), kDeny) << number;
      ASSERT_EQ(evaluate(AUDIT_ARCH_I386, number | kX32Bit, arguments.data()), kDeny) << number;
    }
  }
  EXPECT_GT(allowed, 100);
}

TEST_P(PolicyTest, SaysWhetherSocketsCanBeMade) {
  const auto filter = CompilePolicy(GetParam(), Texts());
  ASSERT_TRUE(filter.ok()) << filter.status();
  bool lets_sockets = false;
  for (const char* name : {"socket", "socketpair", "io_uring_setup"}) {
    for (uint64_t family = 0; family < 64; ++family) {
      seccomp_data data{};
      data.arch = AUDIT_ARCH_X86_64;
      data.nr = seccomp_syscall_resolve_name(name);
      data.args[0] = family;
      data.args[1] = 1;
      if (EvaluateFilter(filter->program, data).value_or(0) == SECCOMP_RET_ALLOW) {
        lets_sockets = true;
      }
    }
  }
  EXPECT_EQ(filter->lets_sockets, lets_sockets);
}

TEST_P(PolicyTest, LetsNobodyUseTheSharedIpcNamespace) {
  const auto filter = CompilePolicy(GetParam(), Texts());
  ASSERT_TRUE(filter.ok()) << filter.status();
  EXPECT_FALSE(filter->lets_ipc);
  for (const char* name : {"shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semtimedop",
                           "semctl", "msgget", "msgsnd", "msgrcv", "msgctl", "mq_open", "mq_unlink",
                           "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr"}) {
    for (uint64_t first : {uint64_t{0}, uint64_t{1}, uint64_t{1000}, ~uint64_t{0}}) {
      seccomp_data data{};
      data.arch = AUDIT_ARCH_X86_64;
      data.nr = seccomp_syscall_resolve_name(name);
      data.args[0] = first;
      EXPECT_EQ(EvaluateFilter(filter->program, data).value_or(0), kDeny) << name << " " << first;
    }
  }
}

TEST_P(PolicyTest, NeverOpensWhatBreaksJails) {
  const auto policy = LoadPolicy(GetParam(), Texts());
  ASSERT_TRUE(policy.ok()) << policy.status();
  const std::set<std::string> forbidden = {
      "ptrace",
      "process_vm_readv",
      "process_vm_writev",
      "process_madvise",
      "kcmp",
      "mount",
      "umount2",
      "pivot_root",
      "chroot",
      "fsopen",
      "fsconfig",
      "fsmount",
      "fspick",
      "open_tree",
      "move_mount",
      "mount_setattr",
      "setns",
      "unshare",
      "bpf",
      "perf_event_open",
      "userfaultfd",
      "io_uring_setup",
      "io_uring_enter",
      "io_uring_register",
      "keyctl",
      "add_key",
      "request_key",
      "shmget",
      "shmat",
      "semget",
      "msgget",
      "mq_open",
      "kexec_load",
      "kexec_file_load",
      "init_module",
      "finit_module",
      "delete_module",
      "swapon",
      "swapoff",
      "reboot",
      "sethostname",
      "setdomainname",
      "clock_settime",
      "settimeofday",
      "adjtimex",
      "clock_adjtime",
      "quotactl",
      "acct",
      "setuid",
      "setgid",
      "setreuid",
      "setregid",
      "setresuid",
      "setresgid",
      "setgroups",
      "setfsuid",
      "setfsgid",
      "capset",
      "name_to_handle_at",
      "open_by_handle_at",
      "fanotify_init",
      "inotify_init",
      "inotify_init1",
      "pidfd_open",
      "pidfd_getfd",
      "pidfd_send_signal",
      "modify_ldt",
      "iopl",
      "ioperm",
      "vmsplice",
      "sync",
      "syncfs",
      "seccomp",
      "connect",
      "bind",
      "listen",
      "accept",
      "accept4",
      "syslog",
      "vhangup",
      "lookup_dcookie",
      "remap_file_pages",
      "memfd_secret",
      "move_pages",
      "migrate_pages",
      "ioprio_set",
      "cachestat",
      "flock",
  };
  // For runs that have a network; what they reach is the network's affair.
  const bool network = GetParam() == "network";
  const std::set<std::string> of_networks = {"connect", "bind", "listen", "accept", "accept4"};
  for (const SyscallRule& rule : policy->rules) {
    if (network && of_networks.contains(rule.name)) continue;
    EXPECT_FALSE(rule.error_number == 0 && forbidden.contains(rule.name)) << rule.name;
    if (rule.name == "clone" || rule.name == "ioctl" || rule.name == "prctl" ||
        rule.name == "personality" || rule.name == "fcntl" || rule.name == "prlimit64" ||
        rule.name == "setrlimit" || rule.name == "fadvise64" || rule.name == "preadv2" ||
        rule.name == "pwritev2" || rule.name == "socketpair" || rule.name == "mknod" ||
        rule.name == "mknodat" || rule.name == "sched_setscheduler") {
      EXPECT_FALSE(rule.conditions.empty()) << rule.name;
    }
    if (network && rule.name == "socket") {
      EXPECT_FALSE(rule.conditions.empty());
    } else if (rule.name == "socket" || rule.name == "clone3") {
      EXPECT_NE(rule.error_number, 0) << rule.name;
    }
  }
}

TEST_P(PolicyTest, OpensWhatTheReviewedListingSays) {
  std::map<std::string, std::string> golden;
  for (size_t i = 0; i < policies::kGoldenListingsCount; ++i) {
    golden.emplace(policies::kGoldenListings[i].first, policies::kGoldenListings[i].second);
  }
  EXPECT_EQ(golden.size(), Texts().size()) << "a listing without a policy, or a policy without one";
  const auto policy = LoadPolicy(GetParam(), Texts());
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(DescribePolicy(*policy), golden[GetParam()])
      << "If the change is meant, renew the listings and review the difference: bazel run "
         "//sandbox/seccomp:policy_listing -- $PWD/policies/seccomp/golden";
}

std::vector<std::string> PolicyNames() {
  std::vector<std::string> names;
  for (const auto& [name, text] : Texts()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, PolicyTest, ::testing::ValuesIn(PolicyNames()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace assay::sandbox
