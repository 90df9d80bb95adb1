#include "judge/store/archive.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "judge/base/sha256.h"
#include "judge/problem/temp_folder.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

constexpr ArchiveLimits kSmall = {.total_bytes = 1 << 20, .entries = 50};

class ArchiveTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    archives_ = std::make_unique<TempFolder>();
    const std::string command =
        absl::StrCat("/usr/bin/python3 judge/store/make_archives.py ", archives_->path());
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  static void TearDownTestSuite() { archives_.reset(); }

  // Into `folder`, which is empty.
  static absl::StatusOr<UnpackedArchive> Unpack(const std::string& name, const TempFolder& folder,
                                                const ArchiveLimits& limits = kSmall) {
    const absl::StatusOr<UniqueFd> archive = OpenFile(*archives_ / name, O_RDONLY);
    const absl::StatusOr<UniqueFd> directory = OpenFile(folder.path(), O_RDONLY | O_DIRECTORY);
    EXPECT_TRUE(archive.ok()) << archive.status();
    return UnpackArchive(archive->get(), directory->get(), limits);
  }

  static std::unique_ptr<TempFolder> archives_;
};

std::unique_ptr<TempFolder> ArchiveTest::archives_;

mode_t ModeOf(const std::string& path) {
  struct stat info = {};
  EXPECT_EQ(lstat(path.c_str(), &info), 0) << path;
  return info.st_mode;
}

// Every regular file below, and its contents.
std::map<std::string, std::string> FilesBelow(const std::string& path) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    EXPECT_TRUE(entry.is_regular_file() || entry.is_directory()) << entry.path();
    EXPECT_FALSE(entry.is_symlink()) << entry.path();
    if (entry.is_regular_file()) {
      files[fs::relative(entry.path(), path)] = *ReadFile(entry.path(), 1 << 20);
    }
  }
  return files;
}

TEST_F(ArchiveTest, EveryFormatGivesTheSame) {
  const struct {
    const char* name;
    const char* root;
  } cases[] = {{"good.pax.tar", "pkg"},     {"good.gnu.tar", "pkg"},
               {"good.ustar.tar", "pkg"},   {"good.dot.tar", "pkg"},
               {"good.folders.tar", "pkg"}, {"good.flat.tar", ""},
               {"good.tar.gz", "pkg"},      {"good.two_members.tar.gz", "pkg"},
               {"good.tar.bz2", "pkg"},     {"good.tar.xz", "pkg"},
               {"good.tar.zst", "pkg"},     {"good.zip", "pkg"},
               {"good.stored.zip", "pkg"},  {"good.mac.tar", "pkg"}};
  std::string input;
  for (int i = 0; i < 30000; ++i) input += "1 2\n";
  const std::map<std::string, std::string> expected = {{"data/secret/1.in", input},
                                                       {"data/secret/é中.in", ""},
                                                       {"problem.yaml", "name: x\n"},
                                                       {"run.sh", "#!/bin/sh\n"}};
  // Permissions are as said, whatever the umask.
  const mode_t umask_before = umask(0077);
  for (const auto& c : cases) {
    const TempFolder folder;
    const absl::StatusOr<UnpackedArchive> unpacked = Unpack(c.name, folder);
    ASSERT_TRUE(unpacked.ok()) << c.name << ": " << unpacked.status();
    EXPECT_EQ(unpacked->root, c.root) << c.name;
    const std::string root = folder / unpacked->root;
    EXPECT_EQ(FilesBelow(root), expected) << c.name;
    EXPECT_EQ(ModeOf(root + "/problem.yaml"), 0100644u) << c.name;
    EXPECT_EQ(ModeOf(root + "/run.sh"), 0100755u) << c.name << ": with setuid, or not executable";
    EXPECT_EQ(ModeOf(root + "/data/secret"), 0040755u) << c.name;
    ASSERT_EQ(unpacked->files.size(), expected.size()) << c.name;
    for (const UnpackedFile& file : unpacked->files) {
      ASSERT_EQ(expected.count(file.path), 1) << c.name << ": " << file.path;
      EXPECT_EQ(file.sha256, Sha256Of(expected.at(file.path))) << c.name << ": " << file.path;
      EXPECT_EQ(file.executable, file.path == "run.sh") << c.name << ": " << file.path;
    }
    const bool is_mac = absl::StrContains(c.name, "mac");
    EXPECT_EQ(unpacked->total_bytes, 120'018 + (is_mac ? 2 : 0)) << c.name;
    EXPECT_EQ(unpacked->warnings.size(), is_mac ? 1 : 0) << c.name;
  }
  umask(umask_before);
}

TEST_F(ArchiveTest, TheHostileAreRefused) {
  constexpr char kDamaged[] = "the archive is damaged or ends too early";
  constexpr char kNone[] = "neither a tar";
  constexpr char kTwice[] = "is in the archive twice, or both a file and a folder";
  const struct {
    const char* name;
    // What the message has: "ENTRY\": REASON" for those that name an entry.
    std::string message;
  } cases[] = {
      {"symlink.tar", "\"evil\": is a symbolic link"},
      {"symlink_then_below.tar", "\"a\": is a symbolic link"},
      {"hardlink.tar", "\"evil\": is a hard link"},
      {"hardlink_outside.tar", "\"evil\": is a hard link"},
      {"char_device.tar", "\"evil\": is neither a regular file nor a folder"},
      {"block_device.tar", "\"evil\": is neither a regular file nor a folder"},
      {"fifo.tar", "\"evil\": is neither a regular file nor a folder"},
      {"absolute.tar", "\"/evil\": has an absolute path"},
      {"dotdot.tar", "\"a/../../evil\": has \"..\" in its path"},
      {"dotdot_folder.tar", "has \"..\" in its path"},
      {"newline.tar", "\"ev\\x0ail\": has a path that is not UTF-8"},
      {"escape.tar", "\"ev\\x1b[31mil\": has a path that is not UTF-8"},
      {"bidi.tar", "has a path that is not UTF-8"},
      {"not_utf8.tar", "\"ev\\xff\\xfe\": has a path that is not UTF-8"},
      {"not_utf8_pax.tar", "UTF-8"},
      {"name_256.tar", "has a name of more than 255 bytes"},
      {"path_1001.tar", "has a path of more than 1000 bytes"},
      {"long_junk_name.tar", "has a name of more than 255 bytes"},
      {"depth_17.tar", "is nested more than 16 deep"},
      {"twice.tar", absl::StrCat("\"a/./b\": ", kTwice)},
      {"file_then_folder.tar", absl::StrCat("\"a/b\": ", kTwice)},
      {"folder_then_file.tar", absl::StrCat("\"a\": ", kTwice)},
      {"file_then_folder_entry.tar", kTwice},
      {"entries.tar", "the archive has more than 50 entries"},
      {"folders.tar", "is one too many"},
      {"bomb.tar.gz", "\"evil\": makes the archive too large"},
      {"bomb.tar.xz", "\"evil\": makes the archive too large"},
      {"bomb_many.tar.gz", "\"f10\": makes the archive too large"},
      {"bomb.zip", "\"evil\": makes the archive too large"},
      {"size_lie.tar", "\"evil\": makes the archive too large"},
      {"size_negative.tar", ""},
      {"pax_size_lie.tar", "\"evil\": makes the archive too large"},
      {"zip_size_lie.zip", "\"evil\""},
      {"zip_crc.zip", "\"evil\": the archive is damaged"},
      {"sparse.tar", "sparse"},
      {"sparse_map.tar.gz", "a header is too large"},
      {"pax_header_huge.tar.gz", kDamaged},
      {"encrypted.zip", "encrypted"},
      {"zip_symlink.zip", "\"evil\": is a symbolic link"},
      {"zip_absolute.zip", "\"/evil\": has an absolute path"},
      {"zip_dotdot.zip", "\"../evil\": has \"..\" in its path"},
      {"zip_bzip2.zip", "another method than deflate"},
      {"zip_lzma.zip", "another method than deflate"},
      {"truncated.tar", kDamaged},
      {"truncated_between.tar", "the archive ends too early"},
      {"truncated.tar.gz", kDamaged},
      {"truncated.tar.bz2", kDamaged},
      {"truncated.tar.xz", kDamaged},
      {"truncated.tar.zst", kDamaged},
      {"truncated.zip", kNone},
      {"corrupt.tar.gz", ""},
      {"checksum.tar", ""},
      {"empty", "the archive is empty"},
      {"no_entries.tar", "the archive is empty"},
      {"no_entries.zip", kNone},
      {"only_folders.tar", "the archive has no files"},
      {"text", kNone},
      {"twice_compressed.gz", kNone},
      {"zip_in_gzip.gz", kNone},
      {"cpio", kNone},
  };
  for (const auto& c : cases) {
    const TempFolder folder;
    const absl::StatusOr<UnpackedArchive> unpacked = Unpack(c.name, folder);
    EXPECT_EQ(unpacked.status().code(), absl::StatusCode::kInvalidArgument)
        << c.name << ": " << unpacked.status();
    EXPECT_TRUE(absl::StrContains(unpacked.status().message(), c.message))
        << c.name << ": " << unpacked.status();
    EXPECT_FALSE(absl::StrContains(unpacked.status().message(), folder.path())) << c.name;
    EXPECT_FALSE(absl::StrContains(unpacked.status().message(), '\n')) << c.name;
    // Nothing but files and folders, and no more than was allowed.
    int64_t bytes = 0;
    for (const auto& [path, contents] : FilesBelow(folder.path())) {
      bytes += static_cast<int64_t>(contents.size());
    }
    EXPECT_LE(bytes, kSmall.total_bytes) << c.name;
    EXPECT_FALSE(fs::exists(folder.path() + "/../evil")) << c.name;
    EXPECT_FALSE(fs::exists("/evil")) << c.name;
  }
}

TEST_F(ArchiveTest, TheHarmlessIsMadeHarmless) {
  const TempFolder fifo;
  ASSERT_TRUE(Unpack("zip_fifo.zip", fifo).ok());
  EXPECT_EQ(ModeOf(fifo / "evil"), 0100644u);
  // A name ends at its NUL byte.
  const TempFolder folder;
  const absl::StatusOr<UnpackedArchive> unpacked = Unpack("nul_in_name.tar", folder);
  ASSERT_TRUE(unpacked.ok()) << unpacked.status();
  EXPECT_TRUE(fs::exists(folder / "good"));
  EXPECT_FALSE(fs::exists(folder.path() + "/../evil"));
}

TEST_F(ArchiveTest, MemoryIsBounded) {
  // 64 MB of sparse map would be 400 MB of lists.
  rusage before = {};
  getrusage(RUSAGE_SELF, &before);
  const TempFolder folder;
  EXPECT_FALSE(Unpack("sparse_map.tar.gz", folder).ok());
  rusage after = {};
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 120 << 10) << "KiB";
}

TEST_F(ArchiveTest, StopsBeforeTheDiskIsFull) {
  const TempFolder folder;
  EXPECT_TRUE(Unpack("bomb.tar.gz", folder, {}).ok()) << "the same archive with room";
  const std::string big = *archives_ / "big.tar";
  ASSERT_EQ(
      std::system(absl::StrCat("cd ", archives_->path(),
                               " && head -c 20000000 /dev/zero >zeros && tar cf big.tar zeros")
                      .c_str()),
      0);
  const TempFolder other;
  const absl::Status status =
      Unpack("big.tar", other, {.min_free_bytes = int64_t{1} << 60}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
}

TEST_F(ArchiveTest, AReadErrorIsNotTheArchives) {
  const TempFolder folder;
  const absl::StatusOr<UniqueFd> directory = OpenFile(folder.path(), O_RDONLY | O_DIRECTORY);
  const absl::Status status = UnpackArchive(directory->get(), directory->get(), kSmall).status();
  EXPECT_NE(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "EISDIR")) << status;
}

}  // namespace
}  // namespace assay::judge
