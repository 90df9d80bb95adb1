#include "sandbox/base/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/status.h"

namespace assay {
namespace {

std::string Path(const char* name) { return absl::StrCat(getenv("TEST_TMPDIR"), "/", name); }

TEST(FileTest, WritesWithTheModeWhateverTheUmask) {
  const std::string path = Path("mode");
  for (const mode_t mask : {0000, 0022, 0077, 0777}) {
    for (const int mode : {0644, 0755, 0600}) {
      unlink(path.c_str());
      const mode_t before = umask(mask);
      const absl::Status status = WriteFile(path, "data", mode);
      umask(before);
      ASSERT_EQ(status, absl::OkStatus());
      struct stat info;
      ASSERT_EQ(stat(path.c_str(), &info), 0);
      EXPECT_EQ(info.st_mode & 07777, static_cast<mode_t>(mode)) << mask;
      EXPECT_EQ(ReadFile(path, 100).value_or("error"), "data");
    }
  }
}

TEST(FileTest, LeavesTheModeOfADevice) {
  struct stat before;
  struct stat after;
  ASSERT_EQ(stat("/dev/null", &before), 0);
  EXPECT_EQ(WriteFile("/dev/null", "data", 0600), absl::OkStatus());
  ASSERT_EQ(stat("/dev/null", &after), 0);
  EXPECT_EQ(before.st_mode, after.st_mode);
}

TEST(FileTest, ReadsUpToTheLimit) {
  const std::string path = Path("size");
  ASSERT_EQ(WriteFile(path, "12345"), absl::OkStatus());
  EXPECT_EQ(ReadFile(path, 5).value_or("error"), "12345");
  EXPECT_TRUE(absl::IsResourceExhausted(ReadFile(path, 4).status()));
}

}  // namespace
}  // namespace assay
