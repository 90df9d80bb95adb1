#include "sandbox/seccomp/policy_compiler.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <cerrno>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/seccomp/bpf_interpreter.h"

// libseccomp 2.5 loses nodes of a few of the random trees below, in its own merging of rules. The
// tests of the policies themselves, which ask for no such leave, show that a context is released.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libseccomp.so\n"; }

namespace assay::sandbox {
namespace {

constexpr uint32_t kAllow = SECCOMP_RET_ALLOW;
constexpr uint32_t kDeny = SECCOMP_RET_USER_NOTIF;

PolicyTexts Texts(const std::string& groups) {
  return {{"p", absl::StrCat("description: 'd' groups { reason: 'start' syscalls: ['execve', "
                             "'exit_group', 'close', 'clock_gettime'] }\n",
                             groups)}};
}

uint32_t Evaluate(const SeccompFilter& filter, uint32_t arch, int number,
                  std::initializer_list<uint64_t> arguments = {}) {
  seccomp_data data{};
  data.arch = arch;
  data.nr = number;
  std::copy(arguments.begin(), arguments.end(), data.args);
  const auto action = EvaluateFilter(filter.program, data);
  EXPECT_TRUE(action.ok()) << action.status();
  return action.value_or(0);
}

TEST(CompilePolicyTest, DecidesByNumberAndArguments) {
  const auto filter =
      CompilePolicy("p", Texts(R"pb(
                      groups { reason: "r" syscalls: "read" }
                      groups { reason: "r" syscalls: "clone3" fail_with: "ENOSYS" }
                      groups {
                        reason: "r"
                        syscalls: "socket"
                        arguments { index: 0 operator: OPERATOR_EQUAL value: 1 }
                        fail_with: "EACCES"
                      }
                      groups {
                        reason: "r"
                        syscalls: "clone"
                        arguments { index: 0 operator: OPERATOR_MASKED_EQUAL mask: 0x7E020000 }
                      }
                      groups {
                        reason: "r"
                        syscalls: "kill"
                        arguments { index: 0 operator: OPERATOR_NOT_EQUAL value: -1 }
                        arguments { index: 1 operator: OPERATOR_EQUAL value: 9 }
                      }
                      groups {
                        reason: "r"
                        syscalls: "tkill"
                        arguments { index: 0 operator: OPERATOR_EQUAL value: 5 }
                        arguments {
                          index: 1
                          operator: OPERATOR_ANY_OF
                          values: [ 9, 15 ]
                        }
                      }
                    )pb"));
  ASSERT_TRUE(filter.ok()) << filter.status();
  EXPECT_EQ(filter->name, "p");
  const uint64_t high = uint64_t{1} << 32;
  const struct {
    int number;
    std::initializer_list<uint64_t> arguments;
    uint32_t expected;
  } cases[] = {
      {SYS_read, {}, kAllow},
      {SYS_read, {1, 2, 3, 4, 5, 6}, kAllow},
      {SYS_ptrace, {}, kDeny},
      {SYS_clone3, {}, SECCOMP_RET_ERRNO | ENOSYS},
      {SYS_socket, {1}, SECCOMP_RET_ERRNO | EACCES},
      {SYS_socket, {1 | high}, kDeny},
      {SYS_socket, {2}, kDeny},
      {SYS_clone, {0x3d0f00}, kAllow},
      {SYS_clone, {0x10000000 | 0x3d0f00}, kDeny},
      {SYS_clone, {0x00020000}, kDeny},
      {SYS_clone, {high}, kAllow},
      {SYS_kill, {5, 9}, kAllow},
      {SYS_tkill, {5, 9}, kAllow},
      {SYS_tkill, {5, 15}, kAllow},
      {SYS_tkill, {5, 10}, kDeny},
      {SYS_tkill, {6, 9}, kDeny},
      {SYS_kill, {5, 10}, kDeny},
      {SYS_kill, {~uint64_t{0}, 9}, kDeny},
      {SYS_kill, {0xffffffff, 9}, kAllow},
      {SYS_write, {launcher::kControlDescriptor}, kDeny},
      {SYS_sendto, {launcher::kControlDescriptor}, kDeny},
      {SYS_sendmsg, {launcher::kControlDescriptor}, kAllow},
      {SYS_recvmsg, {launcher::kControlDescriptor}, kAllow},
      {SYS_recvmsg, {launcher::kControlDescriptor + 1}, kDeny},
      {-1, {}, kDeny},
      {SYS_read | 0x40000000, {}, kDeny},
      {600, {}, kDeny},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Evaluate(*filter, AUDIT_ARCH_X86_64, c.number, c.arguments), c.expected)
        << c.number << " with " << (c.arguments.size() > 0 ? *c.arguments.begin() : 0);
    EXPECT_EQ(Evaluate(*filter, AUDIT_ARCH_I386, c.number, c.arguments), kDeny) << c.number;
    EXPECT_EQ(Evaluate(*filter, AUDIT_ARCH_ARM, c.number, c.arguments), kDeny) << c.number;
  }
}

TEST(CompilePolicyTest, PassesErrorsOn) {
  EXPECT_EQ(CompilePolicy("q", Texts("")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(CompilePolicy("p", Texts("x")).status().code(), absl::StatusCode::kInvalidArgument);
}

// One random condition on one argument, as text and as a predicate.
struct RandomCondition {
  int index;
  std::string op;
  uint64_t value;
  uint64_t mask;

  std::string Text() const {
    return absl::StrCat("arguments { index: ", index, " operator: OPERATOR_", op, " value: ", value,
                        op == "MASKED_EQUAL" ? absl::StrCat(" mask: ", mask) : "", " } ");
  }
  bool Holds(const uint64_t* arguments) const {
    const uint64_t argument = arguments[index];
    if (op == "EQUAL") return argument == value;
    if (op == "NOT_EQUAL") return argument != value;
    return (argument & mask) == value;
  }
};

// libseccomp merges the rules of a call into one tree, and its releases have had errors there (see
// CheckCompilable() of policy_rules.cc). What it makes of random rules must be what they say.
TEST(CompilePolicyTest, RandomRulesMeanWhatTheySay) {
  std::mt19937 random(20240229);
  const auto pick = [&random](uint64_t count) { return random() % count; };
  const uint64_t values[] = {0, 1, 2, 3, uint64_t{1} << 32, (uint64_t{1} << 32) | 1, 0x7fffffff};
  for (int round = 0; round < 400; ++round) {
    std::vector<std::vector<RandomCondition>> rules(1 + pick(5));
    // Half of the rounds have what only rules with one condition may have.
    const bool with_not_equal = pick(2) == 0;
    std::string text;
    for (auto& rule : rules) {
      for (int index = 0; index < 3; ++index) {
        if (pick(2) == 0 || (with_not_equal && !rule.empty())) continue;
        const char* const operators[] = {"EQUAL", "MASKED_EQUAL", "NOT_EQUAL"};
        RandomCondition condition{index, operators[pick(with_not_equal ? 3 : 2)], values[pick(7)],
                                  0};
        condition.mask = condition.value | values[1 + pick(6)];
        rule.push_back(condition);
      }
      absl::StrAppend(&text, "groups { reason: 'r' syscalls: 'ioctl' ");
      for (const RandomCondition& condition : rule) absl::StrAppend(&text, condition.Text());
      absl::StrAppend(&text, "}\n");
    }
    const auto filter = CompilePolicy("p", Texts(text));
    ASSERT_TRUE(filter.ok()) << filter.status() << "\n" << text;
    for (int probe = 0; probe < 343; ++probe) {
      const uint64_t arguments[] = {values[probe % 7], values[probe / 7 % 7], values[probe / 49]};
      bool open = false;
      for (const auto& rule : rules) {
        bool holds = true;
        for (const RandomCondition& condition : rule) holds &= condition.Holds(arguments);
        open |= holds;
      }
      ASSERT_EQ(Evaluate(*filter, AUDIT_ARCH_X86_64, SYS_ioctl,
                         {arguments[0], arguments[1], arguments[2]}),
                open ? kAllow : kDeny)
          << text << arguments[0] << " " << arguments[1] << " " << arguments[2];
    }
  }
}

TEST(CompilePolicyTest, SaysWhatCanBeSharedUnderIt) {
  const struct {
    const char* call;
    bool sockets, ipc;
  } kCases[] = {
      {"read", false, false},          {"socket", true, false},  {"socketpair", true, false},
      {"io_uring_setup", true, false}, {"shmget", false, true},  {"semop", false, true},
      {"msgrcv", false, true},         {"mq_open", false, true},
  };
  for (const auto& c : kCases) {
    for (const char* fail_with : {"", " fail_with: 'EACCES'"}) {
      const auto filter = CompilePolicy("p", Texts(absl::StrCat("groups { reason: 'r' syscalls: '",
                                                                c.call, "'", fail_with, " }")));
      ASSERT_TRUE(filter.ok()) << filter.status();
      const bool executed = *fail_with == '\0';
      EXPECT_EQ(filter->lets_sockets, executed && c.sockets) << c.call;
      EXPECT_EQ(filter->lets_ipc, executed && c.ipc) << c.call;
    }
  }
}

}  // namespace
}  // namespace assay::sandbox
