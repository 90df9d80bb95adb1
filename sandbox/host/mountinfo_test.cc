#include "sandbox/host/mountinfo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace assay::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(MountinfoTest, ReadsEveryField) {
  const auto mounts = ParseMountinfo(
      "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:7 - ext3 /dev/root rw,errors=continue\n");
  ASSERT_THAT(mounts, SizeIs(1));
  EXPECT_EQ(mounts[0].mount_id, 36);
  EXPECT_EQ(mounts[0].parent, 35);
  EXPECT_EQ(mounts[0].root, "/mnt1");
  EXPECT_EQ(mounts[0].mount_point, "/mnt2");
  EXPECT_THAT(mounts[0].options, ElementsAre("rw", "noatime"));
  EXPECT_EQ(mounts[0].fs_type, "ext3");
  EXPECT_EQ(mounts[0].source, "/dev/root");
  EXPECT_THAT(mounts[0].super_options, ElementsAre("rw", "errors=continue"));
}

TEST(MountinfoTest, KeepsTheOrderOfTheText) {
  const auto mounts = ParseMountinfo(
      "30 25 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755\n"
      "31 30 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
      "33 30 0:29 /docker/x /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n");
  ASSERT_THAT(mounts, SizeIs(3));
  EXPECT_EQ(mounts[1].fs_type, "cgroup2");
  EXPECT_EQ(mounts[2].root, "/docker/x");
  EXPECT_EQ(mounts[2].mount_point, "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_THAT(mounts[2].super_options, ElementsAre("rw", "cpu", "cpuacct"));
}

TEST(MountinfoTest, AcceptsAnEmptySourceAndNoOptionalField) {
  const auto mounts = ParseMountinfo("40 1 0:40 / /x rw - tmpfs  rw");
  ASSERT_THAT(mounts, SizeIs(1));
  EXPECT_EQ(mounts[0].source, "");
  EXPECT_THAT(mounts[0].super_options, ElementsAre("rw"));
}

TEST(MountinfoTest, DecodesEscapes) {
  const struct {
    const char* escaped;
    const char* expected;
  } cases[] = {
      {R"(/a\040b)", "/a b"},          {R"(/a\011b)", "/a\tb"},      {R"(/a\012b)", "/a\nb"},
      {R"(/a\134040b)", R"(/a\040b)"}, {R"(/a\04)", R"(/a\04)"},     {R"(/a\)", R"(/a\)"},
      {R"(/a\089)", R"(/a\089)"},      {R"(/a\000b)", R"(/a\000b)"}, {R"(/a\777b)", R"(/a\777b)"},
      {R"(/a\303\251)", "/a\xc3\xa9"},
  };
  for (const auto& c : cases) {
    const auto mounts = ParseMountinfo(absl::StrCat("1 0 0:1 / ", c.escaped, " rw - t s rw"));
    ASSERT_THAT(mounts, SizeIs(1)) << c.escaped;
    EXPECT_EQ(mounts[0].mount_point, c.expected);
  }
}

TEST(MountinfoTest, LeavesOutMalformedLines) {
  const char* const cases[] = {
      "",
      "\n\n\n",
      " ",
      "-",
      "36 35 98:0 /mnt1",
      "36 35 98:0 /mnt1 /mnt2 rw",
      "36 35 98:0 /mnt1 /mnt2 rw -",
      "36 35 98:0 /mnt1 /mnt2 rw - ext3",
      "36 35 98:0 /mnt1 /mnt2 rw - ext3 /dev/root",
      "36 35 98:0 /mnt1 /mnt2 rw master:1 ext3 /dev/root rw",
      "x 35 98:0 /mnt1 /mnt2 rw - ext3 /dev/root rw",
      "36 -5 98:0 /mnt1 /mnt2 rw - ext3 /dev/root rw",
      "99999999999 35 98:0 /mnt1 /mnt2 rw - ext3 /dev/root rw",
      "36 35 98:0 /mnt1 relative rw - ext3 /dev/root rw",
      "36 35 98:0 /mnt1  rw - ext3 /dev/root rw",
      "36 35 98:0 /mnt1 /mnt2 rw -  /dev/root rw",
      "- - - - - - - - - -",
  };
  for (const char* text : cases) EXPECT_THAT(ParseMountinfo(text), IsEmpty()) << text;
}

TEST(MountinfoTest, GoesOnAfterAMalformedLine) {
  const auto mounts = ParseMountinfo(
      "1 0 0:1 / / rw - ext4 /dev/vda rw\ncut of\n2 1 0:2 / /proc rw - proc proc rw\n");
  ASSERT_THAT(mounts, SizeIs(2));
  EXPECT_EQ(mounts[1].mount_point, "/proc");
}

TEST(MountinfoTest, EveryPrefixOfALineIsHarmless) {
  const std::string line = "36 35 98:0 / /a\\040b rw,noatime shared:1 - ext3 /dev/root rw";
  for (size_t length = 0; length < line.size(); ++length) {
    const auto mounts = ParseMountinfo(line.substr(0, length));
    for (const MountInfo& mount : mounts) EXPECT_EQ(mount.mount_point, "/a b");
  }
}

TEST(MountinfoTest, ReadsABigHostileLine) {
  EXPECT_THAT(ParseMountinfo(std::string(1 << 20, ' ')), IsEmpty());
  EXPECT_THAT(ParseMountinfo(std::string(1 << 20, '\\')), IsEmpty());
}

}  // namespace
}  // namespace assay::sandbox
