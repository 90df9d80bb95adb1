#include "sandbox/seccomp/policy_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace assay::sandbox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBase[] = R"pb(
  description: "base"
  groups {
    reason: "start"
    syscalls: [ "execve", "exit_group", "close", "clock_gettime" ]
  }
)pb";

PolicyTexts WithBase(const std::string& body) {
  return {{"base", kBase}, {"p", absl::StrCat("description: 'd' include: 'base'\n", body)}};
}

std::string Listing(const std::string& body) {
  const auto policy = LoadPolicy("p", WithBase(body));
  return policy.ok() ? absl::StrCat("\n", DescribePolicy(*policy)) : policy.status().ToString();
}

TEST(LoadPolicyTest, AddsWhatTheJailNeeds) {
  EXPECT_EQ(Listing(""),
            "\nclock_gettime: allow\n"
            "close: allow\n"
            "execve: allow\n"
            "exit_group: allow\n"
            "recvmsg if arg0 == 0x3e8: allow\n"
            "sendmsg if arg0 == 0x3e8: allow\n");
}

TEST(LoadPolicyTest, ReadsGroups) {
  const struct {
    const char* group;
    const char* expected;
  } cases[] = {
      {"syscalls: 'read'", "\nread: allow\n"},
      {"syscalls: 'clone3' fail_with: 'ENOSYS'", "\nclone3: fail with ENOSYS\n"},
      {"syscalls: 'socket' arguments {index: 0 operator: OPERATOR_EQUAL value: 1}",
       "\nsocket if arg0 == 0x1: allow\n"},
      {"syscalls: 'socket' arguments {index: 0 operator: OPERATOR_EQUAL}",
       "\nsocket if arg0 == 0: allow\n"},
      {"syscalls: 'kill' arguments {index: 5 operator: OPERATOR_NOT_EQUAL value: -1}",
       "\nkill if arg5 != 0xffffffffffffffff: allow\n"},
      {"syscalls: 'clone' arguments {index: 0 operator: OPERATOR_MASKED_EQUAL mask: 0x7E020000}",
       "\nclone if arg0 & 0x7e020000 == 0: allow\n"},
      {"syscalls: 'ioctl' arguments {index: 1 operator: OPERATOR_ANY_OF values: [2, 1, 2]}",
       "\nioctl if arg1 == 0x1: allow\nioctl if arg1 == 0x2: allow\n"},
      {"syscalls: 'ioctl' arguments {index: 1 operator: OPERATOR_ANY_OF values: [1, 2]}"
       " arguments {index: 0 operator: OPERATOR_EQUAL value: 3}",
       "\nioctl if arg0 == 0x3 and arg1 == 0x1: allow\n"
       "ioctl if arg0 == 0x3 and arg1 == 0x2: allow\n"},
      // The unconditional rule makes the jail's own one void.
      {"syscalls: 'write'", "\nwrite: allow\n"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Listing(absl::StrCat("groups { reason: 'r' ", c.group, " }")),
                HasSubstr(c.expected));
  }
}

TEST(LoadPolicyTest, MergesRepeatedRules) {
  EXPECT_THAT(Listing("groups { reason: 'r' syscalls: ['read', 'read'] }"
                      "groups { reason: 'r' syscalls: 'read' }"
                      "groups { reason: 'r' syscalls: 'read'"
                      "         arguments {index: 0 operator: OPERATOR_EQUAL value: 1} }"),
              AllOf(HasSubstr("\nread: allow\n"), Not(HasSubstr("read if"))));
}

TEST(LoadPolicyTest, NamesWhatIsWrong) {
  const std::string group = "groups { reason: 'r' syscalls: 'read' ";
  const struct {
    std::string body;
    const char* expected;
  } cases[] = {
      {"groups {", "seccomp policy \"p\": 2:"},
      {"nonsense: 1", "no field named"},
      {"groups { syscalls: 'read' }", "group 1: has no reason"},
      {"groups { reason: ' \\n' syscalls: 'read' }", "group 1: has no reason"},
      {"groups { reason: 'r' }", "group 1: names no system call"},
      {"groups { reason: 'r' syscalls: 'reed' }", "\"reed\" is not a system call of x86-64"},
      {"groups { reason: 'r' syscalls: '' }", "\"\" is not a system call"},
      {"groups { reason: 'r' syscalls: 'waitpid' }", "\"waitpid\" is not a system call of x86-64"},
      {"groups { reason: 'r' syscalls: 'read\\000x' }", "\"read\\x00x\" is not a system call"},
      {group + "fail_with: 'EWHAT' }", "fail_with \"EWHAT\" is not the name of an errno"},
      {group + "arguments {index: 6 operator: OPERATOR_EQUAL} }", "index 6 is not in 0 to 5"},
      {group + "arguments {index: -1 operator: OPERATOR_EQUAL} }", "index -1 is not in 0 to 5"},
      {group + "arguments {index: 1} }", "argument 1: operator is missing"},
      {group + "arguments {index: 1 operator: 77} }", "argument 1: operator is missing or unknown"},
      {group + "arguments {operator: OPERATOR_MASKED_EQUAL value: 1} }", "needs a mask"},
      {group + "arguments {operator: OPERATOR_MASKED_EQUAL value: 3 mask: 1} }",
       "value has bits outside mask"},
      {group + "arguments {operator: OPERATOR_EQUAL mask: 1} }", "mask is for"},
      {group + "arguments {operator: OPERATOR_EQUAL values: 1} }", "values are for"},
      {group + "arguments {operator: OPERATOR_ANY_OF value: 1} }", "needs 1 to 64 values"},
      {group + "arguments {operator: OPERATOR_ANY_OF value: 1 values: 1} }", "not value"},
      {group + "arguments {operator: OPERATOR_EQUAL} arguments {operator: OPERATOR_EQUAL} }",
       "argument 0 has two conditions"},
      {"groups { reason: 'r' syscalls: 'kill' arguments {index: 0 operator: OPERATOR_NOT_EQUAL} "
       "arguments {index: 1 operator: OPERATOR_ANY_OF values: [1, 2]} }",
       "kill has several rules"},
      {"include: 'missing'", "\"p\" includes \"missing\", which does not exist"},
      {"include: 'p'", "\"p\" includes itself: p -> p"},
  };
  for (const auto& c : cases) {
    const auto policy = LoadPolicy("p", WithBase(c.body));
    EXPECT_EQ(policy.status().code(), absl::StatusCode::kInvalidArgument) << c.body;
    EXPECT_THAT(std::string(policy.status().message()),
                AllOf(HasSubstr(c.expected), Not(HasSubstr("\n"))))
        << c.body;
  }
}

TEST(LoadPolicyTest, RefusesContradictions) {
  const std::string open = "groups { reason: 'r' syscalls: 'socket' ";
  const std::string fail = "groups { reason: 'r' syscalls: 'socket' fail_with: 'EACCES' ";
  const auto where = [](const char* condition) {
    return absl::StrCat("arguments {index: 0 operator: OPERATOR_", condition, "} ");
  };
  const struct {
    std::string body;
    bool conflict;
  } cases[] = {
      {open + "}" + fail + "}", true},
      {open + "}" + fail + where("EQUAL value: 1") + "}", true},
      {fail + "}" + open + where("EQUAL value: 1") + "}", true},
      {fail + "}" + fail + where("EQUAL value: 1") + "}", false},
      {fail + "}" + "groups { reason: 'r' syscalls: 'socket' fail_with: 'EPERM' }", true},
      {open + where("EQUAL value: 1") + "}" + fail + where("EQUAL value: 1") + "}", true},
      {open + where("EQUAL value: 1") + "}" + fail + where("EQUAL value: 2") + "}", false},
      {open + where("EQUAL value: 1") + "}" + fail + where("NOT_EQUAL value: 1") + "}", false},
      {open + where("EQUAL value: 1") + "}" + fail + where("NOT_EQUAL value: 2") + "}", true},
      {open + where("NOT_EQUAL value: 1") + "}" + fail + where("NOT_EQUAL value: 2") + "}", true},
      {open + where("MASKED_EQUAL value: 1 mask: 3") + "}" + fail + where("EQUAL value: 4") + "}",
       false},
      {open + where("MASKED_EQUAL value: 1 mask: 3") + "}" + fail + where("EQUAL value: 5") + "}",
       true},
      {open + where("MASKED_EQUAL value: 1 mask: 1") + "}" + fail +
           where("MASKED_EQUAL value: 2 mask: 3") + "}",
       false},
      {open + where("MASKED_EQUAL value: 1 mask: 1") + "}" + fail +
           where("MASKED_EQUAL value: 2 mask: 2") + "}",
       true},
      {open + where("EQUAL value: 1") + "}" + fail +
           "arguments {index: 1 operator: OPERATOR_EQUAL value: 2} }",
       true},
      // The jail's own messages must not be closed.
      {"groups { reason: 'r' syscalls: 'sendmsg' fail_with: 'EPERM' }", true},
  };
  for (const auto& c : cases) {
    const auto policy = LoadPolicy("p", WithBase(c.body));
    EXPECT_EQ(policy.ok(), !c.conflict) << c.body << ": " << policy.status();
    if (c.conflict) {
      EXPECT_THAT(std::string(policy.status().message()), HasSubstr("contradicts")) << c.body;
    }
  }
}

TEST(LoadPolicyTest, NeedsWhatStartsAProgram) {
  const auto policy =
      LoadPolicy("p", {{"p", "description: 'd' groups { reason: 'r' syscalls: 'read' }"}});
  EXPECT_EQ(policy.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(policy.status().message()), HasSubstr("does not open execve"));
}

TEST(LoadPolicyTest, NeedsADescriptionAndContent) {
  EXPECT_THAT(LoadPolicy("p", {{"p", ""}}).status().ToString(),
              HasSubstr("description is missing"));
  EXPECT_THAT(LoadPolicy("p", {{"p", "description: 'd'"}}).status().ToString(),
              HasSubstr("has neither include nor groups"));
}

TEST(LoadPolicyTest, UnknownPolicyListsTheKnownOnes) {
  const auto policy = LoadPolicy("q", WithBase(""));
  EXPECT_EQ(policy.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(policy.status().message(), "no seccomp policy \"q\"; there are: base, p");
}

TEST(LoadPolicyTest, ALaterPolicyOpensWhatAnEarlierOneLetsFail) {
  PolicyTexts texts = WithBase(
      "groups { reason: 'r' syscalls: 'socket' fail_with: 'EACCES' arguments { index: 0 operator: "
      "OPERATOR_ANY_OF values: [2, 16] } }");
  texts["net"] =
      "description: 'd' groups { reason: 'r' syscalls: 'socket' arguments { index: 0 operator: "
      "OPERATOR_EQUAL value: 2 } }";
  const auto policy = LoadPolicy("p+net", texts);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->name, "p+net");
  EXPECT_THAT(DescribePolicy(*policy), HasSubstr("socket if arg0 == 0x2: allow\n"
                                                 "socket if arg0 == 0x10: fail with EACCES\n"));
  EXPECT_EQ(LoadPolicy("p+absent", texts).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(LoadPolicy("p+", texts).status().code(), absl::StatusCode::kNotFound);
}

TEST(LoadPolicyTest, FollowsIncludesOnceAndWithABound) {
  // A lattice in which a naive walk takes 2^15 steps.
  PolicyTexts texts = {{"0", kBase}};
  for (int i = 1; i < 16; ++i) {
    texts[absl::StrCat(i)] = absl::StrCat("description: 'd' include: ['", i - 1, "', '", i - 1,
                                          "'] groups { reason: 'r' syscalls: 'read' }");
  }
  EXPECT_TRUE(LoadPolicy("15", texts).ok());
  texts["16"] = "description: 'd' include: '15'";
  EXPECT_THAT(LoadPolicy("16", texts).status().ToString(), HasSubstr("deeper than 16"));
}

TEST(LoadPolicyTest, FindsALongCycle) {
  PolicyTexts texts = {{"a", "description: 'd' include: 'b'"},
                       {"b", "description: 'd' include: 'c'"},
                       {"c", "description: 'd' include: 'a'"}};
  EXPECT_THAT(LoadPolicy("a", texts).status().ToString(),
              HasSubstr("includes itself: a -> b -> c -> a"));
}

TEST(LoadPolicyTest, BoundsItsInput) {
  EXPECT_THAT(Listing(std::string(100 * 1024, ' ')), HasSubstr("larger than 65536 bytes"));
  EXPECT_THAT(Listing(absl::StrCat("groups { reason: '", std::string("\0\xff\x01", 3))),
              HasSubstr("seccomp policy \"p\": 2:"));
  std::string filters;
  for (int index = 0; index < 6; ++index) {
    absl::StrAppend(&filters, "arguments {index: ", index,
                    " operator: OPERATOR_ANY_OF values: [1, 2, 3, 4, 5, 6, 7, 8]} ");
  }
  EXPECT_THAT(Listing(absl::StrCat("groups { reason: 'r' syscalls: 'read' ", filters, "}")),
              HasSubstr("more than 256 combinations"));
}

}  // namespace
}  // namespace assay::sandbox
