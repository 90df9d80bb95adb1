#include "sandbox/host/proc_cgroup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ParseProcPidCgroupTest, ReadsBothVersions) {
  EXPECT_THAT(ParseProcPidCgroup("9:name=systemd:/\n1:cpu,cpuacct:/a:b c\n0::/user.slice\n"),
              ElementsAre(CgroupMembership{9, {"name=systemd"}, "/"},
                          CgroupMembership{1, {"cpu", "cpuacct"}, "/a:b c"},
                          CgroupMembership{0, {}, "/user.slice"}));
}

TEST(ParseProcPidCgroupTest, LeavesOutMalformedLines) {
  for (const char* text : {"", "\n\n", "0", "0:", "0::", "0::relative", "x::/", "-1:cpu:/",
                           "1::/v1 without controllers", "0:cpu:/v2 with controllers",
                           "99999999999:cpu:/", "::", "::::::"}) {
    EXPECT_THAT(ParseProcPidCgroup(text), IsEmpty()) << text;
  }
}

TEST(ParseProcCgroupsTest, ReadsControllers) {
  EXPECT_THAT(
      ParseProcCgroups("#subsys_name\thierarchy\tnum_cgroups\tenabled\n"
                       "cpuset\t3\t1\t1\nmemory\t0\t19\t0\n"),
      ElementsAre(CgroupController{"cpuset", 3, true}, CgroupController{"memory", 0, false}));
}

TEST(ParseProcCgroupsTest, LeavesOutMalformedLines) {
  for (const char* text : {"", "#", "cpu", "cpu\t1\t1", "cpu\tx\t1\t1", "cpu\t1\t1\tx",
                           "cpu\t-1\t1\t1", "cpu\t1\t1\t1\t1", "\t\t\t"}) {
    EXPECT_THAT(ParseProcCgroups(text), IsEmpty()) << text;
  }
}

TEST(ParseControllerListTest, Splits) {
  EXPECT_THAT(ParseControllerList("cpuset cpu io memory pids\n"),
              ElementsAre("cpuset", "cpu", "io", "memory", "pids"));
  EXPECT_THAT(ParseControllerList("\n"), IsEmpty());
  EXPECT_THAT(ParseControllerList(""), IsEmpty());
}

}  // namespace
}  // namespace assay::sandbox
