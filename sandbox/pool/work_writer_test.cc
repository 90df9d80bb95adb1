#include "sandbox/pool/work_writer.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::sandbox {
namespace {

UniqueFd Memory(const std::string& contents) {
  UniqueFd fd(memfd_create("contents", MFD_CLOEXEC));
  EXPECT_TRUE(WriteDescriptor(fd.get(), contents, "memory").ok());
  return fd;
}

std::vector<WorkFile> Files(const std::vector<std::string>& paths) {
  std::vector<WorkFile> files;
  for (const std::string& path : paths) {
    // "a/" is a folder.
    if (path.back() == '/') {
      files.push_back({.path = path.substr(0, path.size() - 1)});
    } else {
      files.push_back({.path = path, .contents = Memory(path)});
    }
  }
  return files;
}

TEST(MeasureWorkFilesTest, RoundsUp) {
  EXPECT_EQ(MeasureWorkFiles({})->bytes, 0);
  const auto few = MeasureWorkFiles(Files({"a", "b/c/d"}));
  ASSERT_TRUE(few.ok()) << few.status();
  EXPECT_EQ(few->bytes, 1 << 20);
  EXPECT_EQ(few->inodes, 64);
  std::vector<WorkFile> large;
  large.push_back({.path = "a", .contents = Memory(std::string((1 << 20) + 1, 'x'))});
  EXPECT_EQ(MeasureWorkFiles(large)->bytes, 2 << 20);
}

TEST(MeasureWorkFilesTest, RefusesWhatIsNoPlaceForAFile) {
  const std::vector<std::vector<std::string>> cases = {
      {"/a"},
      {"../a"},
      {"a/../b"},
      {"a//b"},
      {"./a"},
      {"."},
      {"a", "a"},
      {"a", "a/b"},
      {"a/b", "a"},
      {"a/", "a"},
      {std::string("a\0b", 3)},
      {std::string(256, 'x')},
  };
  for (const auto& paths : cases) {
    EXPECT_EQ(MeasureWorkFiles(Files(paths)).status().code(), absl::StatusCode::kInvalidArgument)
        << paths.front();
  }
  EXPECT_FALSE(MeasureWorkFiles(Files({"a//"})).ok());
  std::vector<WorkFile> pipe;
  pipe.push_back({.path = "a", .contents = *OpenFile("/dev/null", O_RDONLY)});
  EXPECT_FALSE(MeasureWorkFiles(pipe).ok());
  std::vector<std::string> many;
  for (int i = 0; i <= kMaxWorkFiles; ++i) many.push_back(absl::StrCat(i, "/"));
  EXPECT_FALSE(MeasureWorkFiles(Files(many)).ok());
  EXPECT_TRUE(MeasureWorkFiles(Files({"a/", "a/b", "a/c/d"})).ok());
}

TEST(WriteWorkFilesTest, WritesFilesAndFolders) {
  const std::string folder = absl::StrCat(testing::TempDir(), "/work");
  ASSERT_EQ(mkdir(folder.c_str(), 0700), 0);
  const UniqueFd fd = *OpenFile(folder, O_RDONLY | O_DIRECTORY);
  std::vector<WorkFile> files = Files({"in/a", "in/deep/b", "empty/", "in/c"});
  files[0].executable = true;
  // From the beginning, wherever the descriptor stands; and there it stays.
  ASSERT_EQ(lseek(files[0].contents.get(), 2, SEEK_SET), 2);
  ASSERT_TRUE(WriteWorkFiles(fd.get(), std::nullopt, files).ok());
  EXPECT_EQ(lseek(files[0].contents.get(), 0, SEEK_CUR), 2);
  EXPECT_EQ(*ReadFile(folder + "/in/a", 100), "in/a");
  EXPECT_EQ(*ReadFile(folder + "/in/deep/b", 100), "in/deep/b");
  struct stat info;
  ASSERT_EQ(stat((folder + "/in/a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0755);
  ASSERT_EQ(stat((folder + "/in/c").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0644);
  ASSERT_EQ(stat((folder + "/empty").c_str(), &info), 0);
  EXPECT_TRUE(S_ISDIR(info.st_mode));
}

}  // namespace
}  // namespace assay::sandbox
