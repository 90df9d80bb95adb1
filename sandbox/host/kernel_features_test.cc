#include "sandbox/host/kernel_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace assay::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Version = std::optional<std::pair<int, int>>;

TEST(ParseKernelReleaseTest, ReadsMajorAndMinor) {
  const struct {
    const char* release;
    Version expected;
  } cases[] = {
      {"6.1.0-18-amd64", {{6, 1}}}, {"5.14", {{5, 14}}},
      {"7.0-rc1", {{7, 0}}},        {"10.20.30", {{10, 20}}},
      {"", std::nullopt},           {"6", std::nullopt},
      {"6.", std::nullopt},         {".1", std::nullopt},
      {"six.one", std::nullopt},    {"6.99999999999", std::nullopt},
      {"-1.2", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(ParseKernelRelease(c.release), c.expected) << c.release;
}

TEST(JudgeKernelReleaseTest, ComparesNumbersNotText) {
  EXPECT_TRUE(JudgeKernelRelease("5.14.0").present);
  EXPECT_TRUE(JudgeKernelRelease("6.1.0-18-amd64").present);
  EXPECT_TRUE(JudgeKernelRelease("10.0").present);
  EXPECT_FALSE(JudgeKernelRelease("5.9.1").present);
  EXPECT_FALSE(JudgeKernelRelease("4.19").present);
  EXPECT_FALSE(JudgeKernelRelease("nonsense").present);
}

TEST(ParseEffectiveCapabilitiesTest, FindsTheLine) {
  const struct {
    const char* text;
    std::optional<uint64_t> expected;
  } cases[] = {
      {"Name:\tx\nCapPrm:\t0\nCapEff:\t000001fffeffffff\nCapBnd:\t1\n", 0x1fffeffffff},
      {"CapEff:\t0000000000000000", 0},
      {"CapEff:\n", std::nullopt},
      {"CapEff:\tzz\n", std::nullopt},
      {"CapEff:\t11112222333344445\n", std::nullopt},
      {"Name:\tCapEff:\t1\n", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(ParseEffectiveCapabilities(c.text), c.expected) << c.text;
}

TEST(MissingCapabilitiesTest, NamesThem) {
  EXPECT_THAT(MissingCapabilities(~uint64_t{0}), IsEmpty());
  // Without CAP_SYS_RESOURCE (24), which jails do not need.
  EXPECT_THAT(MissingCapabilities(0x1fffeffffff), IsEmpty());
  EXPECT_THAT(MissingCapabilities(~(uint64_t{1} << 21 | uint64_t{1} << 5)),
              ElementsAre("CAP_KILL", "CAP_SYS_ADMIN"));
}

TEST(JudgePrivilegesTest, WithoutThemIdsAreSharedAndAUserNamespaceIsNeeded) {
  for (const HostFeature& feature : JudgePrivileges({}, 0)) {
    EXPECT_TRUE(feature.present) << feature.name;
    EXPECT_EQ(feature.weakness, "") << feature.name;
  }

  const std::vector<HostFeature> rootless = JudgePrivileges({"CAP_KILL"}, 0);
  ASSERT_EQ(rootless.size(), 2u);
  EXPECT_EQ(rootless[0].name, "privileges");
  EXPECT_TRUE(rootless[0].present);
  EXPECT_EQ(rootless[1].name, "own user ids");
  EXPECT_FALSE(rootless[1].present);
  EXPECT_TRUE(rootless[1].required);
  EXPECT_EQ(rootless[1].weakness, kSharedUserId);
  EXPECT_THAT(rootless[1].fix, HasSubstr("--weaken shared-user-id"));

  const HostFeature none = JudgePrivileges({"CAP_KILL", "CAP_SYS_ADMIN"}, EPERM).front();
  EXPECT_FALSE(none.present);
  EXPECT_EQ(none.weakness, "");
  EXPECT_THAT(none.detail, HasSubstr("no CAP_KILL, CAP_SYS_ADMIN; and no user namespace"));
  EXPECT_THAT(none.fix, HasSubstr("root"));
}

TEST(JudgeResourceLimitsTest, LowHardLimitsNeedThePrivilegeToRaiseThem) {
  EXPECT_TRUE(JudgeResourceLimits({}, false).present);
  EXPECT_TRUE(JudgeResourceLimits({"as"}, true).present);
  const HostFeature feature = JudgeResourceLimits({"as", "cpu"}, false);
  EXPECT_FALSE(feature.present);
  EXPECT_TRUE(feature.required);
  EXPECT_EQ(feature.detail, "low hard limits: as, cpu");
  EXPECT_THAT(feature.fix, HasSubstr("ulimit"));
}

TEST(JudgeNamespaceTest, NeedsTheNamespaceAndRoomForOne) {
  const struct {
    bool exists;
    const char* maximum;
    bool present;
    const char* fix;
  } cases[] = {
      {true, "15391\n", true, ""},
      {true, "0\n", false, "sysctl -w user.max_pid_namespaces=16384"},
      {true, "", true, ""},
      {false, "15391\n", false, "use a kernel with all namespaces"},
  };
  for (const auto& c : cases) {
    const HostFeature feature = JudgeNamespace("pid", c.exists, c.maximum);
    EXPECT_EQ(feature.name, "pid namespace");
    EXPECT_EQ(feature.present, c.present) << c.maximum;
    EXPECT_THAT(feature.fix, HasSubstr(c.fix)) << c.maximum;
  }
}

TEST(JudgeSyscallTest, TellsAbsentFromForbidden) {
  EXPECT_TRUE(JudgeSyscall("clone3", 0, "5.3").present);
  EXPECT_TRUE(JudgeSyscall("clone3", EINVAL, "5.3").present);
  EXPECT_THAT(JudgeSyscall("clone3", ENOSYS, "5.3").fix, HasSubstr("Linux 5.3"));
  EXPECT_THAT(JudgeSyscall("clone3", EPERM, "5.3").fix, HasSubstr("seccomp profile"));
}

}  // namespace
}  // namespace assay::sandbox
