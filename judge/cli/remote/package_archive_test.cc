#include "judge/cli/remote/package_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

class PackageArchiveTest : public testing::Test {
 protected:
  PackageArchiveTest() : root_(absl::StrCat(getenv("TEST_TMPDIR"), "/package")) {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ + "/data/secret");
  }

  void Write(const std::string& path, const std::string& contents, int mode = 0644) {
    EXPECT_EQ(WriteFile(absl::StrCat(root_, "/", path), contents, mode), absl::OkStatus());
  }

  absl::Status Send() { return Send(root_); }
  absl::Status Send(const std::string& path) {
    packed_.clear();
    return SendPackage(path, [this](absl::string_view piece) {
      absl::StrAppend(&packed_, piece);
      return absl::OkStatus();
    });
  }

  // Path -> mode and contents of what was packed.
  std::map<std::string, std::string> Unpack() {
    std::map<std::string, std::string> files;
    archive* const reader = archive_read_new();
    archive_read_support_filter_zstd(reader);
    archive_read_support_format_tar(reader);
    EXPECT_EQ(archive_read_open_memory(reader, packed_.data(), packed_.size()), ARCHIVE_OK);
    archive_entry* entry = nullptr;
    while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
      std::string contents(static_cast<size_t>(archive_entry_size(entry)), '\0');
      EXPECT_EQ(archive_read_data(reader, contents.data(), contents.size()),
                static_cast<la_ssize_t>(contents.size()));
      files[archive_entry_pathname(entry)] =
          absl::StrCat((archive_entry_perm(entry) & 0100) != 0 ? "x " : "- ", contents);
    }
    archive_read_free(reader);
    return files;
  }

  const std::string root_;
  std::string packed_;
};

TEST_F(PackageArchiveTest, PacksAFolder) {
  Write("problem.yaml", "name: x");
  Write("data/secret/1.in", std::string(1'000'000, '7'));
  Write("data/secret/1.ans", "");
  Write("run", "#!", 0755);
  Write(".git", "hidden");
  ASSERT_EQ(Send(), absl::OkStatus());
  EXPECT_EQ(Unpack(), (std::map<std::string, std::string>{
                          {"problem.yaml", "- name: x"},
                          {"data/secret/1.in", absl::StrCat("- ", std::string(1'000'000, '7'))},
                          {"data/secret/1.ans", "- "},
                          {"run", "x #!"}}));
}

TEST_F(PackageArchiveTest, SendsAFileAsItIs) {
  Write("p.zip", std::string(600'000, 'z'));
  ASSERT_EQ(Send(root_ + "/p.zip"), absl::OkStatus());
  EXPECT_EQ(packed_, std::string(600'000, 'z'));
}

TEST_F(PackageArchiveTest, NamesWhatIsNotThereOrNoGood) {
  EXPECT_TRUE(absl::IsNotFound(Send(root_ + "/none")));
  EXPECT_TRUE(absl::IsInvalidArgument(Send("/dev/null")));
  ASSERT_EQ(symlink("/etc/passwd", (root_ + "/data/link").c_str()), 0);
  const absl::Status outside = Send();
  EXPECT_FALSE(outside.ok());
  EXPECT_TRUE(absl::StrContains(outside.message(), "link")) << outside;
}

TEST_F(PackageArchiveTest, EndsWithTheSink) {
  Write("a", std::string(5'000'000, 'a'));
  for (const std::string& path : {root_, root_ + "/a"}) {
    const absl::Status end =
        SendPackage(path, [](absl::string_view) { return absl::CancelledError("enough"); });
    EXPECT_EQ(end, absl::CancelledError("enough"));
  }
}

}  // namespace
}  // namespace assay::judge
