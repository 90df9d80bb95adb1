#include "judge/store/upload_spool.h"

#include <sys/statvfs.h>

#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

constexpr int64_t kMuch = int64_t{1} << 60;
constexpr int64_t kMiB = 1 << 20;

int64_t FreeBytes(const std::string& folder) {
  struct statvfs disk = {};
  EXPECT_EQ(statvfs(folder.c_str(), &disk), 0);
  return static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
}

TEST(UploadSpoolTest, EightAtOnce) {
  const TempFolder folder;
  UploadSpool spool(folder.path(), kMuch, 0);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(spool.Begin().ok());
  EXPECT_EQ(ReasonOf(spool.Begin()), "TOO_MANY_UPLOADS");
  spool.End(0);
  EXPECT_TRUE(spool.Begin().ok());
}

TEST(UploadSpoolTest, TheyShareOneBudget) {
  const TempFolder folder;
  UploadSpool spool(folder.path(), 100, 0);
  ASSERT_TRUE(spool.Begin().ok());
  ASSERT_TRUE(spool.Begin().ok());
  EXPECT_TRUE(spool.Reserve(60).ok());
  spool.Written(60);
  EXPECT_TRUE(spool.Reserve(40).ok());
  const absl::Status full = spool.Reserve(1);
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
  EXPECT_TRUE(RetryDelayOf(full).has_value());
  spool.End(60);
  EXPECT_TRUE(spool.Reserve(60).ok());
}

// What is reserved and not written yet counts as if it were.
TEST(UploadSpoolTest, TheReserveStaysFree) {
  const TempFolder folder;
  // Others write on that file system too, so half of what is free is far from either end.
  const int64_t free_bytes = FreeBytes(folder.path());
  ASSERT_GT(free_bytes, 64 * kMiB);
  UploadSpool spool(folder.path(), kMuch, free_bytes / 2);
  ASSERT_TRUE(spool.Begin().ok());
  ASSERT_TRUE(spool.Reserve(free_bytes / 4).ok());
  const absl::Status full = spool.Reserve(free_bytes / 2);
  EXPECT_EQ(ReasonOf(full), "DISK_FULL") << full;
  EXPECT_TRUE(RetryDelayOf(full).has_value());
  spool.Written(free_bytes / 4);
  EXPECT_TRUE(spool.Reserve(free_bytes / 4).ok());
  EXPECT_EQ(ReasonOf(UploadSpool(folder.path(), kMuch, kMuch).Begin()), "DISK_FULL");
}

}  // namespace
}  // namespace assay::judge
