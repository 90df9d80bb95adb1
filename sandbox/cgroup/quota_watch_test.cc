#include "sandbox/cgroup/quota_watch.h"

#include <sys/stat.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::sandbox {
namespace {

// A folder that looks like a hierarchy of control groups.
class QuotaWatchTest : public testing::Test {
 protected:
  std::string Group(const std::string& path, const std::string& quota_file,
                    const std::string& quota, const std::string& stat) {
    const std::string directory = absl::StrCat(testing::TempDir(), "/", path);
    mkdir(directory.c_str(), 0755);
    if (!quota_file.empty()) {
      EXPECT_TRUE(WriteFile(absl::StrCat(directory, "/", quota_file), quota).ok());
    }
    EXPECT_TRUE(WriteFile(directory + "/cpu.stat", stat).ok());
    return directory;
  }
};

TEST_F(QuotaWatchTest, AddsUpTheGroupsThatHaveAQuota) {
  const std::string top = Group("v2", "", "", "usage_usec 5\n");
  Group("v2/a", "cpu.max", "150000 100000\n", "throttled_usec 7\n");
  Group("v2/a/b", "cpu.max", "max 100000\n", "throttled_usec 100\n");
  Group("v2/a/b/c", "cpu.max", "5000 100000\n", "throttled_usec 30\n");
  EXPECT_EQ(QuotaWatch::Open(2, top, "/a/b/c").ThrottledTime(), absl::Microseconds(37));
  EXPECT_EQ(QuotaWatch::Open(2, top, "a/b").ThrottledTime(), absl::Microseconds(7));
  EXPECT_EQ(QuotaWatch::Open(2, top, "").ThrottledTime(), std::nullopt);
  EXPECT_EQ(QuotaWatch::Open(2, top, "a/none").ThrottledTime(), absl::Microseconds(7));
}

TEST_F(QuotaWatchTest, ReadsVersion1) {
  const std::string top =
      Group("v1", "cpu.cfs_quota_us", "50000\n", "nr_periods 1\nthrottled_time 12\n");
  Group("v1/a", "cpu.cfs_quota_us", "-1\n", "throttled_time 100\n");
  EXPECT_EQ(QuotaWatch::Open(1, top, "a").ThrottledTime(), absl::Nanoseconds(12));
  EXPECT_EQ(QuotaWatch::Open(1, top + "/a", "").ThrottledTime(), std::nullopt);
}

TEST_F(QuotaWatchTest, AFileThatCannotBeReadSaysNothing) {
  const std::string top = Group("odd", "cpu.max", "1 2\n", "no figures here\n");
  EXPECT_EQ(QuotaWatch::Open(2, top, "").ThrottledTime(), std::nullopt);
  EXPECT_EQ(QuotaWatch().ThrottledTime(), std::nullopt);
}

}  // namespace
}  // namespace assay::sandbox
