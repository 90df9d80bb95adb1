#include "judge/image/tree_builder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/temp_folder.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class TreeBuilderTest : public testing::Test {
 protected:
  TreeBuilderTest() {
    outside_.Write("root/.keep");
    fs::remove(outside_ / "root/.keep");
    root_ = OpenFile(outside_ / "root", O_RDONLY | O_DIRECTORY).value();
    tree_.emplace(root_.get(), 10'000);
  }

  void Put(const std::string& path, absl::string_view text = "x") {
    const absl::StatusOr<UniqueFd> fd = tree_->MakeFile(path, /*executable=*/false);
    ASSERT_TRUE(fd.ok()) << path << ": " << fd.status();
    ASSERT_TRUE(WriteDescriptor(fd->get(), text, path).ok());
  }

  std::string operator/(const std::string& path) const { return outside_ / ("root/" + path); }
  bool Exists(const std::string& path) const {
    return fs::symlink_status(*this / path).type() != fs::file_type::not_found;
  }

  const TempFolder outside_;
  UniqueFd root_;
  std::optional<TreeBuilder> tree_;
};

TEST_F(TreeBuilderTest, LinksAreResolvedInTheImage) {
  outside_.Write("secret/file", "host");
  ASSERT_TRUE(tree_->MakeFolder("usr/bin").ok());
  ASSERT_TRUE(tree_->MakeSymlink("bin", "/usr/bin").ok());
  ASSERT_TRUE(tree_->MakeSymlink("up", "../../../../../usr/bin").ok());
  ASSERT_TRUE(tree_->MakeSymlink("out", "../secret").ok());
  ASSERT_TRUE(tree_->MakeSymlink("abs", outside_ / "secret").ok());
  tree_->StartLayer();
  Put("bin/a");
  Put("up/b");
  EXPECT_TRUE(Exists("usr/bin/a"));
  EXPECT_TRUE(Exists("usr/bin/b"));
  // Where they would lead on the host there is nothing in the image, and nothing is made there.
  EXPECT_FALSE(tree_->MakeFile("out/file", false).ok());
  EXPECT_FALSE(tree_->MakeFile("abs/file", false).ok());
  EXPECT_FALSE(tree_->MakeHardLink("stolen", "abs/file").ok());
  EXPECT_EQ(ReadFile(outside_ / "secret/file", 100).value(), "host");
  EXPECT_EQ(std::distance(fs::directory_iterator(outside_ / "secret"), {}), 1);
}

TEST_F(TreeBuilderTest, AnEntryReplacesALinkAndIsNotWrittenThroughIt) {
  outside_.Write("file", "host");
  ASSERT_TRUE(tree_->MakeSymlink("a", "../file").ok());
  ASSERT_TRUE(tree_->MakeSymlink("d", "..").ok());
  Put("a", "image");
  ASSERT_TRUE(tree_->MakeFolder("d").ok());
  EXPECT_EQ(ReadFile(outside_ / "file", 100).value(), "host");
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(*this / "a")));
  EXPECT_TRUE(fs::is_directory(fs::symlink_status(*this / "d")));
}

TEST_F(TreeBuilderTest, AHardLinkedFileOfALowerLayerKeepsItsContents) {
  Put("lower", "old");
  ASSERT_TRUE(tree_->MakeHardLink("linked", "lower").ok());
  tree_->StartLayer();
  Put("linked", "new");
  EXPECT_EQ(ReadFile(*this / "lower", 100).value(), "old");
  EXPECT_EQ(ReadFile(*this / "linked", 100).value(), "new");
  EXPECT_THAT(std::string(tree_->MakeHardLink("x", "nothing").message()), HasSubstr("no file"));
  EXPECT_FALSE(tree_->MakeHardLink("y", "").ok());
}

TEST_F(TreeBuilderTest, WhiteoutsRemoveLowerFilesAlone) {
  Put("d/lower");
  Put("d/sub/lower");
  Put("gone/deep/file");
  tree_->StartLayer();
  Put("d/upper");
  Put("d/sub/upper");
  ASSERT_TRUE(tree_->RemoveLower("gone").ok());
  ASSERT_TRUE(tree_->RemoveLower("never/was").ok());
  ASSERT_TRUE(tree_->RemoveLower("d/upper").ok());
  ASSERT_TRUE(tree_->RemoveLowerContents("d").ok());
  EXPECT_FALSE(Exists("gone"));
  EXPECT_FALSE(Exists("d/lower"));
  EXPECT_FALSE(Exists("d/sub/lower"));
  EXPECT_TRUE(Exists("d/upper"));
  EXPECT_TRUE(Exists("d/sub/upper"));
}

TEST_F(TreeBuilderTest, AWhiteoutDoesNotFollowALink) {
  outside_.Write("secret/file", "host");
  ASSERT_TRUE(tree_->MakeSymlink("link", outside_ / "secret").ok());
  tree_->StartLayer();
  ASSERT_TRUE(tree_->RemoveLowerContents("link").ok());
  ASSERT_TRUE(tree_->RemoveLower("link/file").ok());
  ASSERT_TRUE(tree_->RemoveLower("link").ok());
  EXPECT_FALSE(Exists("link"));
  EXPECT_EQ(ReadFile(outside_ / "secret/file", 100).value(), "host");
}

TEST_F(TreeBuilderTest, KindsReplaceEachOther) {
  Put("a/b/c");
  tree_->StartLayer();
  Put("a", "file now");
  EXPECT_EQ(ReadFile(*this / "a", 100).value(), "file now");
  EXPECT_THAT(std::string(tree_->MakeFile("a/b", false).status().message()),
              HasSubstr("stands below a file"));
  ASSERT_TRUE(tree_->MakeFolder("a").ok());
  EXPECT_TRUE(fs::is_directory(*this / "a"));
}

TEST_F(TreeBuilderTest, HasBounds) {
  TreeBuilder small(root_.get(), 2);
  ASSERT_TRUE(small.MakeFolder("a/b").ok());
  EXPECT_THAT(std::string(small.MakeFolder("c").message()), HasSubstr("one too many"));
  // Through links, short paths can nest without end.
  std::string path = "l";
  absl::Status status = tree_->MakeFolder("deep");
  ASSERT_TRUE(tree_->MakeSymlink("l", "deep").ok());
  std::string target = "deep";
  for (int i = 0; i < 200 && status.ok(); ++i) {
    status = tree_->MakeFolder("l/n");
    target += "/n";
    if (status.ok()) status = tree_->MakeSymlink("l", target);
  }
  EXPECT_THAT(std::string(status.message()), HasSubstr("nested more than"));
}

}  // namespace
}  // namespace assay::judge
