#include "judge/store/archive_path.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(CleanEntryPathTest, Cleans) {
  const struct {
    std::string path;
    std::string clean;
  } cases[] = {
      {"a", "a"},
      {"a/b", "a/b"},
      {"./a", "a"},
      {"././a//b/./c/", "a/b/c"},
      {"./", ""},
      {".", ""},
      {"...", "..."},
      {"..a/b..", "..a/b.."},
      {"a b/é中", "a b/é中"},
      {"C:\\x", "C:\\x"},
      {std::string(255, 'n'), std::string(255, 'n')},
      {"1/2/3/4", "1/2/3/4"},
  };
  for (const auto& c : cases) {
    const absl::StatusOr<std::string> clean = CleanEntryPath(c.path, 4);
    ASSERT_TRUE(clean.ok()) << c.path << ": " << clean.status();
    EXPECT_EQ(*clean, c.clean) << c.path;
  }
}

TEST(CleanEntryPathTest, Refuses) {
  const struct {
    std::string path;
    const char* message;
  } cases[] = {
      {"", "no name"},
      {"/", "absolute"},
      {"/a", "absolute"},
      {"//a", "absolute"},
      {"..", "\"..\""},
      {"../a", "\"..\""},
      {"a/..", "\"..\""},
      {"a/../b", "\"..\""},
      {"./../a", "\"..\""},
      {std::string("a\0b", 3), "UTF-8"},
      {"a\tb", "UTF-8"},
      {"a\x7f", "UTF-8"},
      {"\xc3", "UTF-8"},
      {"a/\xe2\x80\xae", "UTF-8"},
      {std::string(256, 'n'), "255 bytes"},
      {std::string(1001, '/') + "a", "absolute"},
      {"a" + std::string(1000, '/'), "1000 bytes"},
      {"1/2/3/4/5", "4 deep"},
  };
  for (const auto& c : cases) {
    const absl::Status status = CleanEntryPath(c.path, 4).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.path;
    EXPECT_TRUE(absl::StrContains(status.message(), c.message)) << c.path << ": " << status;
  }
}

TEST(IsMacMetadataTest, Tells) {
  for (const char* const path :
       {"__MACOSX", "__MACOSX/a/._b", "._a", "a/._b", ".DS_Store", "a/.DS_Store"}) {
    EXPECT_TRUE(IsMacMetadata(path)) << path;
  }
  for (const char* const path : {"", "a", "__MACOSXa", "a/__MACOSX", "._a/b", ".timelimit", "_a"}) {
    EXPECT_FALSE(IsMacMetadata(path)) << path;
  }
}

TEST(DescribeEntryTest, IsOneShortLine) {
  EXPECT_EQ(DescribeEntry("a/b"), "archive entry \"a/b\"");
  EXPECT_EQ(DescribeEntry("a\n\xff"), "archive entry \"a\\x0a\\xff\"");
  EXPECT_EQ(DescribeEntry(std::string(1000, 'a')),
            absl::StrCat("archive entry \"", std::string(200, 'a'), "...\""));
}

}  // namespace
}  // namespace assay::judge
