#include "sandbox/host/disk_features.h"

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

constexpr char kVersion1[] =
    "30 20 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
    "31 20 0:27 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio\n";
constexpr char kVersion2[] = "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

DiskFacts AllThere() {
  return {.privileged = true,
          .loop_control = true,
          .mke2fs = true,
          .filesystems = "nodev\tproc\n\text3\n\text4\n"};
}

TEST(DiskFeaturesTest, FindsAllThatADiskNeeds) { EXPECT_TRUE(JudgeWorkDisk(AllThere()).present); }

TEST(DiskFeaturesTest, NamesWhatADiskLacksAndTheFix) {
  DiskFacts facts = AllThere();
  facts.mke2fs = false;
  EXPECT_EQ(JudgeWorkDisk(facts).detail, "no mke2fs");
  EXPECT_EQ(JudgeWorkDisk(facts).fix, "apt-get install e2fsprogs");
  facts.filesystems = "\text4dev\n";
  EXPECT_EQ(JudgeWorkDisk(facts).detail, "no ext4");
  facts.loop_control = false;
  EXPECT_EQ(JudgeWorkDisk(facts).detail, "no loop devices");
  facts.privileged = false;
  EXPECT_EQ(JudgeWorkDisk(facts).detail, "only root may mount a disk");
  EXPECT_FALSE(JudgeWorkDisk(facts).required);
}

TEST(DiskFeaturesTest, LimitsOnVersion1AreTheRootGroups) {
  CgroupFacts facts;
  facts.mountinfo = kVersion1;
  EXPECT_TRUE(JudgeDiskLimits(facts, /*blkio_root=*/true).present);
  EXPECT_FALSE(JudgeDiskLimits(facts, /*blkio_root=*/false).present);
  facts.mountinfo = "30 20 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
  EXPECT_EQ(JudgeDiskLimits(facts, false).detail, "no controller \"blkio\"");
}

TEST(DiskFeaturesTest, LimitsOnVersion2AreTheIoControllers) {
  CgroupFacts facts;
  facts.mountinfo = kVersion2;
  facts.v2_controllers = "cpuset cpu io memory pids\n";
  EXPECT_TRUE(JudgeDiskLimits(facts, false).present);
  facts.v2_controllers = "cpuset cpu memory pids\n";
  EXPECT_FALSE(JudgeDiskLimits(facts, false).present);
}

}  // namespace
}  // namespace assay::sandbox
