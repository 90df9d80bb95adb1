#include "sandbox/base/copy_out.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {
namespace {

class CopyOutTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    base_ = absl::StrCat(testing::TempDir(), "/copy_out_", info->name(), getpid());
    std::filesystem::create_directories(base_ + "/from");
    std::filesystem::create_directories(base_ + "/to");
    from_ = OpenFile(base_ + "/from", O_RDONLY | O_DIRECTORY).value();
    to_ = OpenFile(base_ + "/to", O_RDONLY | O_DIRECTORY).value();
  }
  void TearDown() override { std::filesystem::remove_all(base_); }

  void Write(const std::string& name, const std::string& data, int mode = 0644) {
    ASSERT_TRUE(WriteFile(base_ + "/from/" + name, data, mode).ok());
  }
  std::string Read(const std::string& name) {
    return ReadFile(base_ + "/to/" + name, 1 << 20).value_or("(missing)");
  }
  absl::StatusOr<int> Copy(const CopyOutLimits& limits = {}) {
    return CopyRegularFiles(
        from_.get(), to_.get(), [](absl::string_view) { return true; }, limits);
  }
  int CountCopied() {
    int count = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::recursive_directory_iterator(base_ + "/to")) {
      ++count;
    }
    return count;
  }

  std::string base_;
  UniqueFd from_;
  UniqueFd to_;
};

TEST_F(CopyOutTest, CopiesWantedFilesWithTheirExecuteBit) {
  Write("program", "elf", 0700);
  Write("notes.txt", "text", 0600);
  Write("core", "no");
  const auto count = CopyRegularFiles(from_.get(), to_.get(),
                                      [](absl::string_view name) { return name != "core"; }, {});
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(*count, 2);
  EXPECT_EQ(Read("program"), "elf");
  struct stat info;
  ASSERT_EQ(stat((base_ + "/to/program").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0755u);
  ASSERT_EQ(stat((base_ + "/to/notes.txt").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0644u);
  EXPECT_EQ(Read("core"), "(missing)");
}

TEST_F(CopyOutTest, KeepsFoldersThatHoldFilesOnly) {
  std::filesystem::create_directories(base_ + "/from/a/b");
  std::filesystem::create_directories(base_ + "/from/empty");
  Write("a/b/Main.class", "x");
  EXPECT_EQ(Copy().value(), 1);
  EXPECT_EQ(Read("a/b/Main.class"), "x");
  EXPECT_FALSE(std::filesystem::exists(base_ + "/to/empty"));
}

TEST_F(CopyOutTest, LeavesOutWhatIsNoRegularFile) {
  ASSERT_EQ(symlink("/etc/passwd", (base_ + "/from/link").c_str()), 0);
  ASSERT_EQ(symlink("/etc", (base_ + "/from/folder-link").c_str()), 0);
  ASSERT_EQ(mkfifo((base_ + "/from/fifo").c_str(), 0644), 0);
  if (geteuid() == 0) {
    ASSERT_EQ(mknod((base_ + "/from/device").c_str(), S_IFCHR | 0644, makedev(1, 5)), 0);
  }
  EXPECT_EQ(Copy().value(), 0);
  EXPECT_EQ(CountCopied(), 0);
}

TEST_F(CopyOutTest, HardLinksBecomeFiles) {
  Write("one", "same");
  ASSERT_EQ(link((base_ + "/from/one").c_str(), (base_ + "/from/two").c_str()), 0);
  EXPECT_EQ(Copy().value(), 2);
  struct stat info;
  ASSERT_EQ(stat((base_ + "/to/two").c_str(), &info), 0);
  EXPECT_EQ(info.st_nlink, 1u);
}

TEST_F(CopyOutTest, NamesMayHoldAnything) {
  Write("new\nline", "1");
  Write("-rf", "2");
  Write("\xff\"'$(x)", "3");
  EXPECT_EQ(Copy().value(), 3);
  EXPECT_EQ(Read("new\nline"), "1");
}

TEST_F(CopyOutTest, RefusesToOverwrite) {
  Write("program", "new");
  ASSERT_TRUE(WriteFile(base_ + "/to/program", "old").ok());
  EXPECT_EQ(Copy().status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Read("program"), "old");
}

TEST_F(CopyOutTest, DoesNotWriteThroughALinkInTheDestination) {
  Write("program", "new");
  ASSERT_TRUE(WriteFile(base_ + "/victim", "old").ok());
  ASSERT_EQ(symlink((base_ + "/victim").c_str(), (base_ + "/to/program").c_str()), 0);
  EXPECT_FALSE(Copy().ok());
  EXPECT_EQ(ReadFile(base_ + "/victim", 100).value(), "old");
}

TEST_F(CopyOutTest, LimitsHold) {
  Write("a", std::string(600, 'a'));
  Write("b", std::string(600, 'b'));
  struct Case {
    CopyOutLimits limits;
    const char* message;
  };
  const Case cases[] = {
      {{.total_bytes = 1000}, "larger than 1000 bytes"},
      {{.files = 1}, "more than 1 files"},
      {{.entries = 1}, "more than 1 entries"},
  };
  for (const Case& c : cases) {
    std::filesystem::remove_all(base_ + "/to");
    std::filesystem::create_directories(base_ + "/to");
    to_ = OpenFile(base_ + "/to", O_RDONLY | O_DIRECTORY).value();
    const absl::Status status = Copy(c.limits).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << c.message;
    EXPECT_TRUE(absl::StrContains(status.message(), c.message)) << status;
  }
}

TEST_F(CopyOutTest, HolesCountAsTheirSize) {
  Write("sparse", "");
  ASSERT_EQ(truncate((base_ + "/from/sparse").c_str(), int64_t{1} << 40), 0);
  EXPECT_EQ(Copy().status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(CopyOutTest, DepthIsBounded) {
  std::string path = base_ + "/from";
  for (int i = 0; i < 5; ++i) absl::StrAppend(&path, "/d");
  std::filesystem::create_directories(path);
  EXPECT_EQ(Copy({.depth = 4}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(Copy({.depth = 5}).ok());
}

}  // namespace
}  // namespace assay::sandbox
