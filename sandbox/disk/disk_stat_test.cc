#include "sandbox/disk/disk_stat.h"

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(DiskStatTest, CountsSectorsOf512Bytes) {
  const absl::StatusOr<DiskUsage> usage = ParseDiskStat(
      "      66        1   124956       86      549      106   574714      731        0      "
      "140\n");
  ASSERT_TRUE(usage.ok()) << usage.status();
  EXPECT_EQ(usage->read_operations, 66);
  EXPECT_EQ(usage->read_bytes, 124956 * 512);
  EXPECT_EQ(usage->write_operations, 549);
  EXPECT_EQ(usage->write_bytes, 574714 * 512);
}

TEST(DiskStatTest, RefusesWhatIsNoStat) {
  EXPECT_FALSE(ParseDiskStat("").ok());
  EXPECT_FALSE(ParseDiskStat("1 2 3 4 5 6").ok());
  EXPECT_FALSE(ParseDiskStat("1 2 3 4 5 6 x 8").ok());
}

TEST(DiskStatTest, TakesOneReadingFromAnother) {
  const DiskUsage before = {
      .read_bytes = 512, .write_bytes = 1024, .read_operations = 1, .write_operations = 2};
  const DiskUsage after = {
      .read_bytes = 4096, .write_bytes = 1024, .read_operations = 4, .write_operations = 2};
  const DiskUsage done = {
      .read_bytes = 3584, .write_bytes = 0, .read_operations = 3, .write_operations = 0};
  EXPECT_EQ(after - before, done);
}

}  // namespace
}  // namespace assay::sandbox
